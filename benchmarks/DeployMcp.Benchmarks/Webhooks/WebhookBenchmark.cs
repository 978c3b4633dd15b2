using System.Security.Cryptography;
using DeployMcp.Benchmarks.Deploy;
using DeployMcp.Benchmarks.Platform;
using DeployMcp.Benchmarks.Report;
using Npgsql;

namespace DeployMcp.Benchmarks.Webhooks;

/// <summary>One push, a thousand deliveries: half of them the same one again, half of them others of the same commit.</summary>
internal static class WebhookBenchmark
{
    private const int Deliveries = 1000;
    private const int Connections = 32;
    private const string Service = "hooked";

    public static async Task<IReadOnlyList<ResultRow>> RunAsync()
    {
        var secret = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32));
        using var home = new PlatformHome(new("GitHub__WebhookSecret", secret), new("Sources__AllowLocal", "true"));
        await using var platform = await RunningPlatform.StartAsync(home);
        await using var agent = await AgentSession.ConnectAsync(platform.Connection);
        using var repository = await LocalRepository.CreateAsync();
        await repository.PushAsync("first");
        await agent.CreateServiceAsync(repository.Url, Service, waitSeconds: 120);

        var commit = await repository.PushAsync("second");
        var delivery = new PushDelivery(secret, repository.Url, commit);
        var answers = await SendAsync(home.DeployerServerPort, delivery);
        await agent.WaitUntilActiveAsync(Service, commit);
        using var visitor = new Visitor();
        await visitor.WaitForAsync(platform.Connection.EdgeUrl.Replace("{name}", Service, StringComparison.Ordinal) + "/", "second");
        return Rows(answers, await CountAsync(home, commit));
    }

    private static async Task<DeliveryAnswers> SendAsync(int port, PushDelivery delivery)
    {
        var waiting = new Stack<byte[]>(Enumerable.Range(0, Deliveries).Select(i => delivery.ToRequest(i % 2 == 0 ? "same" : $"other-{i}")));
        var answers = new DeliveryAnswers();
        await Task.WhenAll(Enumerable.Range(0, Connections).Select(_ => Task.Run(() => answers.CollectAsync(port, waiting))));
        return answers;
    }

    /// <summary>Deployments of the commit, and runs of their workflows.</summary>
    private static async Task<(long Deployments, long Workflows)> CountAsync(PlatformHome home, string commit)
    {
        var database = await home.ReadDatabaseAsync();
        await using var records = NpgsqlDataSource.Create(database);
        await using var deployments = records.CreateCommand("select coalesce(array_agg(workflow_id), '{}') from deployments where commit_sha = $1");
        deployments.Parameters.Add(new NpgsqlParameter<string> { TypedValue = commit });
        var ids = (string[])(await deployments.ExecuteScalarAsync())!;

        database.Database = "temporal";
        await using var engine = NpgsqlDataSource.Create(database);
        await using var workflows = engine.CreateCommand("select count(*) from temporal.executions where workflow_id = any($1)");
        workflows.Parameters.Add(new NpgsqlParameter<string[]> { TypedValue = ids });
        return (ids.Length, (long)(await workflows.ExecuteScalarAsync())!);
    }

    private static ResultRow[] Rows(DeliveryAnswers answers, (long Deployments, long Workflows) made) =>
    [
        new ResultRow(
            $"{Deliveries} deliveries of one push", $"{made.Workflows} workflow", $"{made.Deployments} deployment",
            Goal: new Goal("exactly 1", made is { Deployments: 1, Workflows: 1 })),
        new ResultRow("deliveries not taken", $"{answers.Refused} of {Deliveries}", Goal: Goal.AtMost(answers.Refused, 0, "0")),
        new ResultRow($"a delivery's answer, {Connections} connections", $"p50 {answers.Percentile(50):0.0} ms, p99 {answers.Percentile(99):0.0} ms"),
    ];
}
