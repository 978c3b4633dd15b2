using k8s.Models;

namespace k8s;

public interface IVersionOperations;

public static class VersionOperationsExtensions
{
    /// <summary>The API server's version: a question that needs no permission.</summary>
    public static Task<VersionInfo> GetCodeAsync(this IVersionOperations operations, CancellationToken cancellationToken = default)
        => ((Kubernetes)operations).SendAsync<VersionInfo>(new ApiRequest(HttpMethod.Get, "version", null, null), cancellationToken);
}
