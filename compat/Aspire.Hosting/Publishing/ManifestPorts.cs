using Aspire.Hosting.ApplicationModel;

namespace Aspire.Hosting.Publishing;

internal sealed record ManifestBinding(EndpointAnnotation Endpoint, int? Port, int? TargetPort);

/// <summary>Which ports the endpoints have when nothing has been started that could choose some.</summary>
internal sealed class ManifestPorts
{
    // Upstream counts from here too; the numbers are only told to the deployment.
    private int _next = 8000;

    public IReadOnlyList<ManifestBinding> Resolve(IResource resource)
    {
        var schemes = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        return [.. resource.Annotations.OfType<EndpointAnnotation>().Select(endpoint =>
        {
            var byDefault = resource is ProjectResource && endpoint.UriScheme is "http" or "https" && schemes.Add(endpoint.UriScheme);
            var target = endpoint.TargetPort
                ?? (resource is ContainerResource && endpoint.Port is { } published ? published : byDefault ? null : _next++);
            return new ManifestBinding(endpoint, endpoint.Port, target);
        })];
    }
}
