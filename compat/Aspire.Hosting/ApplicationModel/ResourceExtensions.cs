using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;

namespace Aspire.Hosting.ApplicationModel;

public static class ResourceExtensions
{
    public static bool TryGetLastAnnotation<T>(this IResource resource, [NotNullWhen(true)] out T? annotation)
        where T : IResourceAnnotation
    {
        annotation = resource.Annotations.OfType<T>().LastOrDefault();
        return annotation is not null;
    }

    public static bool TryGetAnnotationsOfType<T>(this IResource resource, [NotNullWhen(true)] out IEnumerable<T>? result)
        where T : IResourceAnnotation
    {
        var found = resource.Annotations.OfType<T>().ToArray();
        result = found.Length == 0 ? null : found;
        return result is not null;
    }

    public static bool HasAnnotationOfType<T>(this IResource resource)
        where T : IResourceAnnotation
        => resource.Annotations.OfType<T>().Any();

    public static bool TryGetEndpoints(this IResource resource, [NotNullWhen(true)] out IEnumerable<EndpointAnnotation>? endpoints)
        => TryGetAnnotationsOfType(resource, out endpoints);

    public static IEnumerable<EndpointReference> GetEndpoints(this IResourceWithEndpoints resource)
        => resource.Annotations.OfType<EndpointAnnotation>().Select(e => new EndpointReference(resource, e));

    public static EndpointReference GetEndpoint(this IResourceWithEndpoints resource, string endpointName) => new(resource, endpointName);

    public static int GetReplicaCount(this IResource resource)
        => resource.TryGetLastAnnotation<ReplicaAnnotation>(out var replicas) ? replicas.Replicas : 1;

    public static bool TryGetContainerMounts(this IResource resource, [NotNullWhen(true)] out IEnumerable<ContainerMountAnnotation>? volumeMounts)
        => TryGetAnnotationsOfType(resource, out volumeMounts);

    public static bool TryGetContainerImageName(this IResource resource, [NotNullWhen(true)] out string? imageName)
    {
        imageName = resource.TryGetLastAnnotation<ContainerImageAnnotation>(out var image)
            ? (image.Registry is { Length: > 0 } registry ? $"{registry}/" : string.Empty)
                + image.Image
                + (image.SHA256 is { Length: > 0 } digest ? $"@sha256:{digest}" : image.Tag is { Length: > 0 } tag ? $":{tag}" : string.Empty)
            : null;
        return imageName is not null;
    }

    /// <summary>Its health checks before any of them has run: until then it isn't healthy.</summary>
    internal static ImmutableArray<HealthReportSnapshot> GetInitialHealthReports(this IResource resource)
        => [.. resource.Annotations.OfType<HealthCheckAnnotation>()
            .Select(a => new HealthReportSnapshot(a.Key, Status: null, Description: null, ExceptionText: null))];

    /// <summary>The names under which its instances are notified: its own, or one for each replica.</summary>
    internal static string[] GetInstanceNames(this IResource resource)
        => resource.GetReplicaCount() is var count and > 1
            ? [.. Enumerable.Range(0, count).Select(i => $"{resource.Name}-{i}")]
            : [resource.Name];
}
