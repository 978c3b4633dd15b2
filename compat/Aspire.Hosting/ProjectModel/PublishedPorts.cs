using Aspire.Hosting.ApplicationModel;

namespace Aspire.Hosting.ProjectModel;

/// <summary>What a published project is told instead of <see cref="AspNetCoreUrls"/>: in a container it listens on any address.</summary>
internal static class PublishedPorts
{
    public static void Add(EnvironmentCallbackContext context)
    {
        var project = (ProjectResource)context.Resource;
        if (!project.HasAnnotationOfType<DisableForwardedHeadersAnnotation>())
        {
            context.EnvironmentVariables["ASPNETCORE_FORWARDEDHEADERS_ENABLED"] = "true";
        }

        AddPorts(context, project, "HTTP_PORTS", "http");
        AddPorts(context, project, "HTTPS_PORTS", "https");
    }

    private static void AddPorts(EnvironmentCallbackContext context, ProjectResource project, string variable, string scheme)
    {
        var filter = project.TryGetLastAnnotation<EndpointEnvironmentFilterAnnotation>(out var limit) ? limit.Filter : _ => true;
        var ports = new ReferenceExpressionBuilder();
        foreach (var endpoint in project.GetEndpoints().Where(e => e.Scheme == scheme && filter(e.EndpointAnnotation)))
        {
            ports.AppendLiteral(ports.IsEmpty ? string.Empty : ";");
            ports.AppendFormatted(endpoint.Property(EndpointProperty.TargetPort));
        }

        if (!ports.IsEmpty)
        {
            context.EnvironmentVariables.TryAdd(variable, ports.Build());
        }
    }
}
