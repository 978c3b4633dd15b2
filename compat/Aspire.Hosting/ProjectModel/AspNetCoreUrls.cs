using Aspire.Hosting.ApplicationModel;

namespace Aspire.Hosting.ProjectModel;

/// <summary>Tells Kestrel where to listen.</summary>
internal static class AspNetCoreUrls
{
    public static void Add(EnvironmentCallbackContext context)
    {
        var project = (ProjectResource)context.Resource;
        var filter = project.TryGetLastAnnotation<EndpointEnvironmentFilterAnnotation>(out var limit) ? limit.Filter : _ => true;
        var endpoints = project.GetEndpoints()
            .Where(e => e.EndpointAnnotation is { UriScheme: "http" or "https" } annotation && filter(annotation))
            .ToArray();
        if (endpoints.Length == 0)
        {
            return;
        }

        var urls = new ReferenceExpressionBuilder();
        foreach (var endpoint in endpoints)
        {
            urls.AppendLiteral(urls.IsEmpty ? string.Empty : ";");
            urls.AppendLiteral($"{endpoint.Scheme}://{endpoint.EndpointAnnotation.TargetHost}:");
            urls.AppendFormatted(endpoint.Property(EndpointProperty.TargetPort));
        }

        context.EnvironmentVariables["ASPNETCORE_URLS"] = urls.Build();
        if (endpoints.FirstOrDefault(e => e.IsHttps) is { } https)
        {
            context.EnvironmentVariables["ASPNETCORE_HTTPS_PORT"] = https.Property(EndpointProperty.Port);
        }
    }
}
