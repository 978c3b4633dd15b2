using System.Diagnostics;
using System.Globalization;
using DeployMcp.Benchmarks.Platform;
using DeployMcp.Benchmarks.Processes;

namespace DeployMcp.Benchmarks.Cluster;

/// <summary>A service from a Dockerfile with one layer of its own, which each commit changes.</summary>
internal sealed class ClusterApp : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly WorkingCopy _work;
    private readonly RemoteRepository _remote;
    private readonly ProductionStandIn _standIn;
    private readonly AgentSession _agent;
    private readonly string _name;

    private ClusterApp(ProductionStandIn standIn, AgentSession agent, string name, WorkingCopy work, RemoteRepository remote)
        => (_standIn, _agent, _name, _work, _remote) = (standIn, agent, name, work, remote);

    /// <summary>The checkout, for whoever clones it.</summary>
    public string Repository => _work.Path;

    public static async Task<ClusterApp> CreateAsync(ProductionStandIn standIn, AgentSession agent, string name)
    {
        var app = new ClusterApp(standIn, agent, name, await WorkingCopy.CreateAsync(), await agent.CreateRepositoryAsync(name));
        await app.CommitAsync("first");
        await app._work.PushAsync(app._remote);
        return app;
    }

    public Task CreateAsync() => _agent.CallAsync("create_service", new Dictionary<string, object?>(StringComparer.Ordinal)
    {
        ["repo"] = _name,
        ["name"] = _name,
        ["build_pack"] = "dockerfile",
        ["wait_seconds"] = 120,
    });

    /// <summary>From the end of the push of a new commit to its deployment being active.</summary>
    public async Task<TimeSpan> DeployAsync(int round)
    {
        var commit = await CommitAsync(string.Create(CultureInfo.InvariantCulture, $"round {round}"));
        await _work.PushAsync(_remote);
        var clock = Stopwatch.StartNew();
        await Poll.UntilAsync(
            async () =>
            {
                var deployment = (await _agent.CallAsync("get_service", new Dictionary<string, object?>(StringComparer.Ordinal) { ["name"] = _name }))["deployment"];
                return (string?)deployment?["commit"] == commit && (string?)deployment?["status"] == "active";
            },
            Patience,
            () => $"{_name} did not become active.",
            everyMilliseconds: 20);
        return clock.Elapsed;
    }

    public Task CallAsync(string tool) => _agent.CallAsync(tool, new Dictionary<string, object?>(StringComparer.Ordinal) { ["name"] = _name, ["wait_seconds"] = 60 });

    /// <summary>Returns when its last object has gone from the API server.</summary>
    public async Task DeleteAsync()
    {
        await _agent.CallAsync("delete_service", new Dictionary<string, object?>(StringComparer.Ordinal) { ["name"] = _name });
        await Poll.UntilAsync(
            async () => ((string)(await _agent.CallAsync("list_services"))["services"]!.ToJsonString()).Contains($"\"{_name}\"", StringComparison.Ordinal) is false,
            Patience, () => $"{_name} is still there.", everyMilliseconds: 20);

        // It is gone from the lists at once; its objects go in the seconds after that.
        await Task.Delay(TimeSpan.FromSeconds(3));
    }

    public void Dispose() => _work.Dispose();

    private async Task<string> CommitAsync(string text)
    {
        await _work.WriteAsync("Dockerfile", $"FROM {_standIn.BaseImage}\nCOPY version /version\nCMD [\"sh\"]\n");
        await _work.WriteAsync("version", text);
        return await _work.CommitAsync(text);
    }
}
