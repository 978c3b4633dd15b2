using DeployMcp.Platform.Builders.BuildKit;
using DeployMcp.Platform.Registries;
using DeployMcp.Platform.Runtimes.Kubernetes;

namespace DeployMcp.DeployerWorker.Configuration;

/// <summary>
/// Before the first deployment: whether the settings of the production path are all there and lead somewhere. What is wrong is said
/// all at once, each with its mend. The command <c>check</c> does only this.
/// </summary>
internal static class ProductionCheck
{
    public const string Command = "check";

    /// <summary>What is just being started, as after a power cut, is waited for.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(500);

    /// <returns>The exit code: 0, or 1 with one line for each problem on standard error.</returns>
    public static async Task<int> RunAsync(IConfiguration configuration, CancellationToken cancellationToken)
    {
        var until = TimeProvider.System.GetUtcNow() + Patience;
        var problems = await FindProblemsAsync(configuration, cancellationToken);
        while (problems.Count > 0 && TimeProvider.System.GetUtcNow() < until)
        {
            await Task.Delay(Pause, cancellationToken);
            problems = await FindProblemsAsync(configuration, cancellationToken);
        }

        if (problems.Count > 0)
        {
            await Console.Error.WriteLineAsync($"The deployer-worker can't deploy with these settings:\n{string.Join('\n', problems.Select(p => $"  - {p}"))}");
        }

        return problems.Count > 0 ? 1 : 0;
    }

    /// <summary>None where services run on the node agent, which needs none of all this.</summary>
    internal static async Task<IReadOnlyList<string>> FindProblemsAsync(IConfiguration configuration, CancellationToken cancellationToken)
        => configuration["Runtime:Kind"] switch
        {
            null or "" or "agent" => configuration["BuildKit:Address"] is { Length: > 0 }
                ? ["BuildKit:Address is set, and the node agent runs nothing from a registry: set Runtime:Kind to kubernetes, or unset BuildKit:Address."]
                : [],
            "kubernetes" => await FindOfClusterAsync(configuration, cancellationToken),
            var other => [$"Runtime:Kind is '{other}': set it to agent or kubernetes."],
        };

    private static async Task<IReadOnlyList<string>> FindOfClusterAsync(IConfiguration configuration, CancellationToken cancellationToken)
    {
        var cluster = ClusterCheck.FindProblemAsync(configuration, cancellationToken);
        var registry = RegistryCheck.FindProblemAsync(configuration, cancellationToken);
        var kit = await BuildKitCheck.FindProblemsAsync(configuration, cancellationToken);
        return [.. FindOfDomain(configuration), .. new[] { await cluster, await registry }.OfType<string>(), .. kit];
    }

    private static IEnumerable<string> FindOfDomain(IConfiguration configuration)
    {
        if (configuration["Runtime:Kubernetes:Cluster:Domain"] is null or "" && configuration["Edge:PublicUrl"] is null or "" or "https://{host}.localhost")
        {
            yield return "Runtime:Kubernetes:Cluster:Domain is missing: set it to the domain whose names, *.domain, lead to the cluster's ingress.";
        }
    }
}
