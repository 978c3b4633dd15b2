using System.Diagnostics;
using System.Globalization;
using Npgsql;

namespace DeployMcp.Benchmarks.Webhooks;

/// <summary>Services like the one that there is, each of a repository of its own which nobody can reach.</summary>
internal sealed class OtherServices(NpgsqlConnectionStringBuilder database, string like) : IAsyncDisposable
{
    private readonly NpgsqlDataSource _database = NpgsqlDataSource.Create(database);

    public static string UrlOf(int number) => string.Create(CultureInfo.InvariantCulture, $"file:///nonexistent/other-{number}.git");

    public static string CommitOf(int number) => number.ToString("x40", CultureInfo.InvariantCulture);

    public async Task AddAsync(int count)
    {
        await using var command = _database.CreateCommand(
            """
            insert into services (id, user_id, project_id, name, hostname, spec)
            select gen_random_uuid(), user_id, project_id, 'other-' || n, 'other-' || n, jsonb_set(spec, '{repo}', to_jsonb('file:///nonexistent/other-' || n || '.git'))
            from services, generate_series(0, $2 - 1) n where name = $1
            """);
        command.Parameters.AddWithValue(like);
        command.Parameters.AddWithValue(count);
        await command.ExecuteNonQueryAsync();
    }

    /// <summary>Every delivery has been acted on, and the deployments that came of them have been started.</summary>
    public async Task WaitUntilHandledAsync(TimeSpan patience)
    {
        var waited = Stopwatch.StartNew();
        while (await IsAnythingWaitingAsync())
        {
            if (waited.Elapsed > patience)
            {
                throw new TimeoutException($"Deliveries are waiting still, {patience.TotalSeconds} s after the last one was answered.");
            }

            await Task.Delay(100);
        }
    }

    public ValueTask DisposeAsync() => _database.DisposeAsync();

    private async Task<bool> IsAnythingWaitingAsync()
    {
        await using var command = _database.CreateCommand(
            "select exists (select from webhook_deliveries where handled_at is null) or exists (select from deployments where not workflow_started)");
        return await command.ExecuteScalarAsync() is true;
    }
}
