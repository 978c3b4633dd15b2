using System.IO.Compression;
using DeployMcp.Agent.Configuration;
using DeployMcp.Agent.Processes;
using DeployMcp.Planning.Runtime;
using Microsoft.AspNetCore.ResponseCompression;

namespace DeployMcp.Agent.StaticSites;

/// <summary>Opens the directory that a release publishes.</summary>
internal sealed class StaticSiteFactory(AgentSettings settings, IServiceProvider services)
{
    /// <returns>Null when the directory is missing, leaves the release, or holds no file.</returns>
    public StaticBackend? TryOpen(string artifact, StaticSite site)
    {
        var release = Posix.RealPath(Path.Combine(settings.ArtifactDirectory, artifact));
        var root = release is null ? null : Posix.RealPath(Path.Combine(release, site.Directory));
        var isInside = root is not null && (root == release || root.StartsWith(release + "/", StringComparison.Ordinal));
        if (!isInside || !Directory.Exists(root) || !HasFiles(root))
            return null;

        var files = new SiteFileProvider(root);
        return new StaticBackend(StaticSitePipeline.Build(services, files, site.SinglePageApp), files);
    }

    /// <summary>What lies at the top of the release, directories with a slash.</summary>
    public IEnumerable<string> FilesOf(string artifact)
    {
        var release = new DirectoryInfo(Path.Combine(settings.ArtifactDirectory, artifact));
        return release.Exists
            ? release.EnumerateFileSystemInfos().Select(entry => entry is DirectoryInfo ? entry.Name + "/" : entry.Name).Order(StringComparer.Ordinal)
            : ["nothing: it is not there"];
    }

    private static bool HasFiles(string root)
        => Directory.EnumerateFiles(root, "*", new EnumerationOptions { RecurseSubdirectories = true, IgnoreInaccessible = true, AttributesToSkip = FileAttributes.ReparsePoint }).Any();
}

internal static class StaticSiteServices
{
    /// <summary>Compression as it is sent: fast rather than small, since the machine serves many sites.</summary>
    public static void AddStaticSites(this IServiceCollection services)
    {
        services.AddSingleton<StaticSiteFactory>();
        services.AddResponseCompression(options =>
            options.MimeTypes = [.. ResponseCompressionDefaults.MimeTypes, "image/svg+xml", "text/markdown", "application/manifest+json", "application/xhtml+xml"]);
        services.Configure<BrotliCompressionProviderOptions>(brotli => brotli.Level = CompressionLevel.Fastest);
        services.Configure<GzipCompressionProviderOptions>(gzip => gzip.Level = CompressionLevel.Fastest);
    }
}
