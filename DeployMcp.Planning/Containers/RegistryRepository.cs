using System.Text.RegularExpressions;

namespace DeployMcp.Planning.Containers;

/// <summary>Where a service's images are: <c>registry/namespace/service</c>, a tag for each commit, deployed by digest.</summary>
/// <param name="Registry">Host, with its port where it has one.</param>
/// <param name="Name">The repository in it (OCI distribution specification, "Pulling manifests").</param>
public sealed partial record RegistryRepository(string Registry, string Name)
{
    /// <summary>The tag of BuildKit's own cache: no image, and never collected.</summary>
    public const string CacheTag = "buildcache";

    /// <summary>Where the platform's own images are, in the same registry: never collected.</summary>
    public const string PlatformPrefix = "deploy-mcp/";

    /// <param name="tenant">The tenant's namespace.</param>
    /// <exception cref="ArgumentException">One of the names can't be part of a repository's.</exception>
    public static RegistryRepository Of(string registry, string tenant, string service)
    {
        var name = $"{tenant}/{service}";
        return Valid().IsMatch(name) ? new RegistryRepository(registry, name) : throw new ArgumentException($"'{name}' is no name of a repository.", nameof(service));
    }

    public string Cache => $"{Registry}/{Name}:{CacheTag}";

    public string Tagged(string commit) => $"{Registry}/{Name}:{commit}";

    /// <param name="digest"><c>sha256:</c> and 64 hex digits.</param>
    public string ByDigest(string digest) => $"{Registry}/{Name}@{digest}";

    [GeneratedRegex(@"^[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*(?:/[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*)*\z", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Valid();
}
