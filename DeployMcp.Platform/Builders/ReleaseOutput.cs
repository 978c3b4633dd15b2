using DeployMcp.Planning.Plans;
using DeployMcp.Planning.Runtime;

namespace DeployMcp.Platform.Builders;

/// <summary>Decides what of a finished build is published: the whole checkout for a process, only its output for a site.</summary>
internal static class ReleaseOutput
{
    /// <exception cref="Domain.Failures.DeploymentFailureException">A site without an index.html.</exception>
    public static BuiltRelease Of(BuildPlan plan, BuildWorkspace workspace)
    {
        if (plan.Site is not { } site)
        {
            return new BuiltRelease(workspace.Source, plan.Process, null, plan.RuntimeEnvironment);
        }

        var root = Path.Combine(workspace.Source, plan.Directory);
        var directory = site.Candidates.Select(c => Path.Combine(root, c)).Select(Path.TrimEndingDirectorySeparator)
            .FirstOrDefault(d => PlainDirectory.Is(workspace.Source, d) && File.Exists(Path.Combine(d, "index.html")));
        if (directory is null)
        {
            throw BuildFailures.NoOutput(site);
        }

        RemoveLinksOut(directory);
        var isSinglePageApp = site.SinglePageApp && !File.Exists(Path.Combine(directory, "404.html"));
        return new BuiltRelease(directory, null, new StaticSite("", isSinglePageApp), plan.RuntimeEnvironment);
    }

    private static void RemoveLinksOut(string directory)
    {
        var options = new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.None };
        foreach (var link in new DirectoryInfo(directory).EnumerateFileSystemInfos("*", options).Where(e => e.LinkTarget is not null).ToList())
        {
            var target = Path.GetFullPath(link.LinkTarget!, Path.GetDirectoryName(link.FullName)!);
            if (!target.StartsWith(directory + "/", StringComparison.Ordinal))
            {
                link.Delete();
            }
        }
    }
}
