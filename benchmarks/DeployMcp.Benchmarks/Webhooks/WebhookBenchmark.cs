using System.Globalization;
using System.Security.Cryptography;
using DeployMcp.Benchmarks.Deploy;
using DeployMcp.Benchmarks.Platform;
using DeployMcp.Benchmarks.Report;
using Npgsql;

namespace DeployMcp.Benchmarks.Webhooks;

/// <summary>
/// One push in a thousand deliveries, half of them the same one again, half of them others of the same commit; among them pushes
/// to two hundred other services. What comes of those is told by their rows: their repository has nothing to be built.
/// </summary>
internal static class WebhookBenchmark
{
    private const int Duplicates = 1000;
    private const int Distinct = 200;
    private const int Deliveries = Duplicates + Distinct;
    private const int Connections = 32;
    private const string Service = "hooked";

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    public static async Task<IReadOnlyList<ResultRow>> RunAsync()
    {
        var secret = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32));
        using var home = new PlatformHome(new("GitHub__WebhookSecret", secret), new("Sources__AllowLocal", "true"));
        await using var platform = await RunningPlatform.StartAsync(home);
        await using var agent = await AgentSession.ConnectAsync(platform.Connection);
        using var repository = await LocalRepository.CreateAsync();
        await repository.PushAsync("first");
        await agent.CreateServiceAsync(repository.Url, Service, waitSeconds: 120);
        await using var others = new OtherServices(await home.ReadDatabaseAsync(), Service);
        await others.AddAsync(Distinct);

        var commit = await repository.PushAsync("second");
        var answers = await SendAsync(home.DeployerServerPort, Requests(secret, repository.Url, commit));
        await others.WaitUntilHandledAsync(Patience);
        var made = await CountAsync(home, $"commit_sha = '{commit}'");
        var madeOfOthers = await CountAsync(home, $"commit_sha = any('{{{string.Join(',', Enumerable.Range(0, Distinct).Select(OtherServices.CommitOf))}}}')");
        await agent.WaitUntilActiveAsync(Service, commit);
        using var visitor = new Visitor();
        await visitor.WaitForAsync(platform.Connection.EdgeUrl.Replace("{name}", Service, StringComparison.Ordinal) + "/", "second");
        return Rows(answers, made, madeOfOthers);
    }

    private static IEnumerable<byte[]> Requests(string secret, string url, string commit)
    {
        var delivery = new PushDelivery(secret, url, commit);
        for (var i = 0; i < Duplicates; i++)
        {
            yield return delivery.ToRequest(i % 2 == 0 ? "same" : string.Create(CultureInfo.InvariantCulture, $"other-{i}"));
        }

        for (var i = 0; i < Distinct; i++)
        {
            yield return new PushDelivery(secret, OtherServices.UrlOf(i), OtherServices.CommitOf(i)).ToRequest(string.Create(CultureInfo.InvariantCulture, $"distinct-{i}"));
        }
    }

    private static async Task<DeliveryAnswers> SendAsync(int port, IEnumerable<byte[]> requests)
    {
        var mixed = requests.ToArray();
        new Random(1).Shuffle(mixed);
        var waiting = new Stack<byte[]>(mixed);
        var answers = new DeliveryAnswers();
        var connections = await Task.WhenAll(Enumerable.Range(0, Connections).Select(_ => DeliveryAnswers.ConnectAsync(port)));
        await Task.WhenAll(connections.Select(c => Task.Run(() => answers.CollectAsync(c, waiting))));
        foreach (var connection in connections)
        {
            connection.Dispose();
        }

        return answers;
    }

    /// <summary>Deployments of those commits, and runs of their workflows.</summary>
    private static async Task<(long Deployments, long Workflows)> CountAsync(PlatformHome home, string condition)
    {
        var database = await home.ReadDatabaseAsync();
        await using var records = NpgsqlDataSource.Create(database);
        await using var deployments = records.CreateCommand($"select coalesce(array_agg(workflow_id), '{{}}') from deployments where {condition}");
        var ids = (string[])(await deployments.ExecuteScalarAsync())!;

        database.Database = "temporal";
        await using var engine = NpgsqlDataSource.Create(database);
        await using var workflows = engine.CreateCommand("select count(*) from temporal.executions where workflow_id = any($1)");
        workflows.Parameters.Add(new NpgsqlParameter<string[]> { TypedValue = ids });
        return (ids.Length, (long)(await workflows.ExecuteScalarAsync())!);
    }

    private static ResultRow[] Rows(DeliveryAnswers answers, (long Deployments, long Workflows) made, (long Deployments, long Workflows) ofOthers) =>
    [
        new ResultRow(
            $"{Duplicates} deliveries of one push", $"{made.Workflows} workflow", $"{made.Deployments} deployment",
            Goal: new Goal("exactly 1", made is { Deployments: 1, Workflows: 1 })),
        new ResultRow(
            $"{Distinct} other pushes among them", $"{ofOthers.Workflows} workflows", $"{ofOthers.Deployments} deployments",
            Goal: new Goal($"exactly {Distinct}", ofOthers is { Deployments: Distinct, Workflows: Distinct })),
        new ResultRow("deliveries not taken", $"{answers.Refused} of {Deliveries}", Goal: Goal.AtMost(answers.Refused, 0, "0")),
        new ResultRow(
            $"a delivery's answer, {Connections} connections, p50", $"{answers.Percentile(50):0.0} ms"),
        new ResultRow(
            $"a delivery's answer, {Connections} connections, p99", $"{answers.Percentile(99):0.0} ms", Goal: Goal.AtMost(answers.Percentile(99), 100, "100 ms")),
    ];
}
