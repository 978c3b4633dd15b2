using System.Diagnostics;
using System.Globalization;
using System.Net;
using DeployMcp.Tests.Fixtures;
using Npgsql;

namespace DeployMcp.Tests.DeployerServer.GitHub;

/// <summary>The real program, killed between its answer and what it has promised by it.</summary>
public sealed class WebhookCrashTests(TestDatabase database) : IClassFixture<TestDatabase>, IAsyncLifetime
{
    private readonly WebhookBench _bench = new(database);
    private readonly List<Process> _processes = [];

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        foreach (var process in _processes)
        {
            process.Kill();
            await process.WaitForExitAsync();
            process.Dispose();
        }

        await _bench.DisposeAsync();
    }

    [Fact]
    public async Task Process_KilledBetweenAnswerAndDeed_HasItDoneByTheNextOnceOnly()
    {
        var service = await _bench.AddServiceAsync();
        var sha = WebhookBench.NewSha();
        var (first, url) = await StartAsync();
        await using (var held = await HoldAsync(service.Id.Value))
        {
            var body = _bench.Push(sha);
            using var answer = await _bench.SendAsync(body, url: url);
            Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
            await Eventually.TrueAsync(
                async () => await _bench.CountAsync("select count(*) from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'") > 0, "the process waits for the service's row");
            first.Kill();
            await first.WaitForExitAsync();

            // Another process is acting on what the first one left when the same push comes once more.
            var (_, next) = await StartAsync();
            using var again = await _bench.SendAsync(body, url: next);
            Assert.Equal(HttpStatusCode.OK, again.StatusCode);
        }

        Assert.Equal([sha, null], (await _bench.DeploymentsAsync(service)).Select(d => d.CommitSha));
    }

    [Fact]
    public async Task Processes_TwoOfThem_ShareTheWorkAndDoNothingTwice()
    {
        var services = await Task.WhenAll(Enumerable.Range(0, 10).Select(i => _bench.AddServiceAsync($"b-{i}")));
        var (_, one) = await StartAsync();
        var (_, two) = await StartAsync();
        var bodies = Enumerable.Range(0, 10).SelectMany(i => Enumerable.Repeat(_bench.Push(WebhookBench.NewSha(), $"refs/heads/b-{i}"), 20)).ToArray();
        Random.Shared.Shuffle(bodies);

        await Parallel.ForEachAsync(bodies.Select((b, i) => (b, i)), new ParallelOptions { MaxDegreeOfParallelism = 16 }, async (sent, _) =>
        {
            using var answer = await _bench.SendAsync(sent.b, url: sent.i % 2 == 0 ? one : two);
            Assert.True(answer.IsSuccessStatusCode, answer.StatusCode.ToString());
        });

        foreach (var service in services)
        {
            Assert.Equal(2, (await _bench.DeploymentsAsync(service)).Count);
        }
    }

    /// <summary>Keeps everybody from queueing a deployment of the service.</summary>
    private async Task<NpgsqlConnection> HoldAsync(Guid service)
    {
        var connection = await database.Get<NpgsqlDataSource>().OpenConnectionAsync();
        await using var command = new NpgsqlCommand("begin; select from services where id = @id for update", connection);
        command.Parameters.AddWithValue("id", service);
        await command.ExecuteNonQueryAsync();
        return connection;
    }

    private async Task<(Process Process, string Url)> StartAsync()
    {
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true };
        foreach (var argument in (string[])
        [
            "exec", Path.Combine(AppContext.BaseDirectory, "DeployMcp.DeployerServer.dll"), .. WebhookBench.Settings(database),
            $"--GitHub:WebhookSecret={WebhookBench.Secret}", "--Logging:LogLevel:Microsoft.Hosting.Lifetime=Information",
        ])
        {
            start.ArgumentList.Add(argument);
        }

        var process = Process.Start(start)!;
        _processes.Add(process);
        const string marker = "Now listening on: ";
        while (await process.StandardOutput.ReadLineAsync() is { } line)
        {
            if (line.IndexOf(marker, StringComparison.Ordinal) is var at and >= 0)
            {
                _ = process.StandardOutput.ReadToEndAsync();
                return (process, line[(at + marker.Length)..].Trim());
            }
        }

        throw new InvalidOperationException(string.Create(CultureInfo.InvariantCulture, $"The deployer-server ended with {process.ExitCode}."));
    }
}
