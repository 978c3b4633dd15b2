using DeployMcp.Domain.Failures;
using DeployMcp.Domain.Services;
using DeployMcp.Planning.Containers;
using DeployMcp.Planning.Providers;
using DeployMcp.Planning.Source;

namespace DeployMcp.Planning.Plans;

/// <summary>Source tree and settings in, build plan out; a <see cref="DeploymentFailureException"/> where there is none.</summary>
public static class BuildPlanner
{
    public static BuildPlan Plan(SourceTree checkout, PlanSettings settings)
    {
        var source = checkout.Under(settings.RootDirectory);
        RequireFiles(checkout, source, settings);
        if (settings.BuildPack == BuildPack.Dockerfile)
        {
            return DockerfilePlanner.Plan(source, settings);
        }

        var providers = settings.BuildPack == BuildPack.Static ? ProviderRegistry.StaticOnly : ProviderRegistry.Ordered;
        foreach (var provider in providers)
        {
            if (provider.Detect(source, settings) is { } reason)
            {
                var plan = provider.Plan(source, settings);
                var directory = settings.RootDirectory ?? "";
                return plan with
                {
                    Reasons = [reason, .. Ignored(source), .. plan.Reasons],
                    Directory = directory,
                    Process = plan.Process is null ? null : plan.Process with { WorkingDirectory = directory },
                };
            }
        }

        throw NothingRecognised(source, providers);
    }

    private static IEnumerable<string> Ignored(SourceTree source)
        => source.Has("Dockerfile") ? ["Ignores the Dockerfile: build_pack dockerfile would build it"] : [];

    private static void RequireFiles(SourceTree checkout, SourceTree source, PlanSettings settings)
    {
        if (checkout.Files.Count == 0)
        {
            throw new DeploymentFailureException(
                FailureCode.RepoEmpty, "The commit holds no files.", null, "Push the app's files, which starts a new deployment.");
        }

        if (source.Files.Count == 0)
        {
            throw new DeploymentFailureException(
                FailureCode.NoProvider,
                $"The root directory '{settings.RootDirectory}' doesn't exist in this commit.",
                $"The repo's top level holds: {TopLevel(checkout)}",
                "Call update_service with the right root_directory, or push that directory.");
        }
    }

    private static DeploymentFailureException NothingRecognised(SourceTree source, IEnumerable<IProvider> providers) => new(
        FailureCode.NoProvider,
        "Nothing here is recognised as something to build or serve.",
        $"Looked for: {string.Join("; ", providers.Select(p => $"{p.Name}: {p.LooksFor}"))}.\nThe top level holds: {TopLevel(source)}",
        DockerfilePlanner.FileOf(source) is { } dockerfile
            ? $"Call update_service with build_pack dockerfile, which builds the {dockerfile} that is there, or with a start_command; or push one of the files looked for."
            : "Push one of the files looked for, set root_directory to the app's folder, or give a start_command.");

    private static string TopLevel(SourceTree source)
    {
        var names = source.Files.Select(f => f.IndexOf('/', StringComparison.Ordinal) is > 0 and var end ? f[..(end + 1)] : f).Distinct(StringComparer.Ordinal).ToList();
        return names.Count <= 20 ? string.Join(", ", names) : $"{string.Join(", ", names.Take(20))} and {names.Count - 20} more";
    }
}
