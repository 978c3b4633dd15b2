using System.Diagnostics;
using DeployMcp.Benchmarks.Deploy;
using DeployMcp.Benchmarks.Platform;
using DeployMcp.Benchmarks.Processes;

namespace DeployMcp.Benchmarks.Kill;

/// <summary>
/// Kills one process of a running platform at one step of a deployment, and looks what becomes of it: it has to finish, or to
/// fail as the platform's fault with the old version serving; and nothing may be left that nobody owns.
/// </summary>
public sealed class KillMatrix : IAsyncDisposable
{
    private const string Name = "killed";
    private static readonly TimeSpan EndDeadline = TimeSpan.FromSeconds(180);
    private static readonly TimeSpan ServeDeadline = TimeSpan.FromSeconds(60);

    /// <summary>A revision that was replaced may drain for half a minute, and the sweep waits longer than that.</summary>
    private static readonly TimeSpan TidyDeadline = TimeSpan.FromSeconds(150);

    private readonly Visitor _visitor = new();
    private readonly string _url;
    private readonly WorkingCopy _work;
    private readonly RemoteRepository _remote;
    private readonly PlatformDatabase _database;
    private readonly PlatformProcesses _processes;
    private readonly Leftovers _leftovers;
    private string _serving;
    private string _serviceId = "";
    private int _round;

    private KillMatrix(PlatformConnection connection, string data, WorkingCopy work, RemoteRepository remote, string serving)
    {
        var url = connection.EdgeUrl.Replace("{name}", Name, StringComparison.Ordinal) + "/";
        (_url, _work, _remote, _serving) = (url, work, remote, serving);
        _database = new PlatformDatabase(data);
        _processes = new PlatformProcesses(data);
        _leftovers = new Leftovers(
            data, _database, _processes, _visitor, [$"{connection.GitUrl}/health", new Uri(new Uri(connection.McpUrl), "/health").ToString()]);
    }

    /// <param name="data">The platform's data directory; the service is the only one on it.</param>
    public static async Task<KillMatrix> CreateAsync(PlatformConnection connection, string data)
    {
        await using var agent = await AgentSession.ConnectAsync(connection);
        var work = await WorkingCopy.CreateAsync();
        await work.WriteAsync("round 0");
        await work.CommitAsync("round 0");
        var remote = await agent.CreateRepositoryAsync(Name);
        await work.PushAsync(remote);
        await agent.CreateServiceAsync(Name, Name, waitSeconds: 120, "killed-db");
        var matrix = new KillMatrix(connection, data, work, remote, "round 0");
        await matrix._visitor.WaitForAsync(matrix._url, "round 0");
        matrix._serviceId = (await matrix._database.ScalarAsync<Guid>("select id from services where name = 'killed' and deleted_at is null")).ToString("N");
        return matrix;
    }

    public async Task<KillOutcome> RunAsync(string process, DeployStep step)
    {
        var text = $"round {++_round}";
        await _work.WriteAsync(text);
        var commit = await _work.CommitAsync(text);
        await using var gate = new StepGate(_database);
        using var drain = new CancellationTokenSource();
        var stream = step.Name == "retiring" ? _visitor.HoldAsync($"{_url}stream", drain.Token) : Task.CompletedTask;
        await gate.ArmAsync(step);
        await _work.PushAsync(_remote);
        await gate.ReachAsync(step, commit);

        var clock = Stopwatch.StartNew();
        await _processes.KillAsync(process);
        await gate.OpenAsync(step);
        var ended = await EndAsync(commit);
        var took = clock.Elapsed;
        await drain.CancelAsync();
        await stream;
        return new KillOutcome(process, step.Name, ended, took, await JudgeAsync(ended, text));
    }

    public async ValueTask DisposeAsync()
    {
        _visitor.Dispose();
        _work.Dispose();
        await Task.CompletedTask;
    }

    private async Task<string> EndAsync(string commit)
    {
        string? ended = null;
        try
        {
            await Poll.UntilAsync(
                async () => (ended = await _database.ScalarAsync<string>(
                    $"select status || coalesce(' ' || failure_code, '') from deployments where commit_sha = '{commit}' and status not in ('queued', 'building', 'deploying')")) is not null,
                EndDeadline,
                () => "",
                everyMilliseconds: 50);
        }
        catch (TimeoutException)
        {
            return "never";
        }

        return ended!;
    }

    private async Task<string> JudgeAsync(string ended, string text)
    {
        if (ended is not ("active" or "failed platform_fault"))
            return $"it ended as {ended}";

        _serving = ended == "active" ? text : _serving;
        var left = "";
        try
        {
            await Poll.UntilAsync(async () => await _visitor.TryReadAsync(_url) == _serving, ServeDeadline, () => $"its URL does not answer '{_serving}'", everyMilliseconds: 50);
            await Poll.UntilAsync(
                async () => (left = await _leftovers.DescribeAsync(_serviceId)).Length == 0, TidyDeadline, () => $"left behind: {left}", everyMilliseconds: 200);
        }
        catch (TimeoutException e)
        {
            return e.Message;
        }

        return "";
    }
}
