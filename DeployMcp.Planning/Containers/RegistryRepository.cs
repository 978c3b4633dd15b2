using System.Text.RegularExpressions;

namespace DeployMcp.Planning.Containers;

/// <summary>Where a service's images are: <c>registry/namespace/service</c>, a tag for each commit, deployed by digest.</summary>
/// <param name="Registry">Host, with its port where it has one.</param>
/// <param name="Name">The repository in it (OCI distribution specification, "Pulling manifests").</param>
public sealed partial record RegistryRepository(string Registry, string Name)
{
    /// <summary>The tag of BuildKit's own cache: no image, and never collected.</summary>
    public const string CacheTag = "buildcache";

    private const string TenantPrefix = "tenant-";

    /// <summary>A service's own: by its host name, the label that is unique on the platform.</summary>
    public static RegistryRepository OfService(string registry, string userId, string hostname) => Of(registry, TenantOf(userId), hostname);

    public static string TenantOf(string userId) => TenantPrefix + userId;

    /// <summary>Whether a repository is some service's, and not the platform's or the operator's.</summary>
    public static bool IsTenants(string name) => name.StartsWith(TenantPrefix, StringComparison.Ordinal) && name.Count(c => c == '/') == 1;

    /// <param name="tenant">The tenant's namespace.</param>
    /// <exception cref="ArgumentException">One of the names can't be part of a repository's.</exception>
    public static RegistryRepository Of(string registry, string tenant, string service)
    {
        var name = $"{tenant}/{service}";
        return Valid().IsMatch(name) ? new RegistryRepository(registry, name) : throw new ArgumentException($"'{name}' is no name of a repository.", nameof(service));
    }

    /// <param name="reference"><c>registry/name@digest</c>.</param>
    /// <returns>Null for what is no such reference.</returns>
    public static RegistryRepository? OfReference(string reference)
    {
        var (slash, at) = (reference.IndexOf('/', StringComparison.Ordinal), reference.IndexOf('@', StringComparison.Ordinal));
        return slash > 0 && at > slash ? new RegistryRepository(reference[..slash], reference[(slash + 1)..at]) : null;
    }

    public string Cache => $"{Registry}/{Name}:{CacheTag}";

    /// <summary>
    /// The tag that no other release takes away, as a commit's is taken by its next build with other variables: a manifest
    /// without a tag looks unused to whoever collects.
    /// </summary>
    /// <param name="artifact">The release's name.</param>
    public string TaggedRelease(string artifact) => $"{Registry}/{Name}:release-{artifact[(artifact.LastIndexOf('-') + 1)..]}";

    public string Tagged(string commit) => $"{Registry}/{Name}:{commit}";

    /// <param name="digest"><c>sha256:</c> and 64 hex digits.</param>
    public string ByDigest(string digest) => $"{Registry}/{Name}@{digest}";

    [GeneratedRegex(@"^[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*(?:/[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*)*\z", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Valid();
}
