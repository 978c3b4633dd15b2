using DeployMcp.Benchmarks.Processes;
using Npgsql;

namespace DeployMcp.Benchmarks.Kill;

/// <summary>
/// Stops a deployment at a step: a trigger on the platform's own tables waits for an advisory lock that is held here. The
/// product knows nothing of it.
/// </summary>
public sealed class StepGate(PlatformDatabase database) : IAsyncDisposable
{
    private const int Lock = 778_899;
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);

    private NpgsqlConnection? _holder;

    public async Task ArmAsync(DeployStep step)
    {
        if (step is not HeldStep held)
            return;

        _holder = await database.OpenAsync();
        await ExecuteAsync(_holder, "create schema if not exists kill_gate");
        await ExecuteAsync(
            _holder,
            $"""
            create or replace function kill_gate.wait() returns trigger language plpgsql as
            $$ begin perform pg_advisory_xact_lock_shared({Lock}); return new; end $$
            """);
        await ExecuteAsync(_holder, $"select pg_advisory_lock({Lock})");
        await ExecuteAsync(
            _holder,
            $"create or replace trigger kill_gate before {held.Operation} on {held.Table} for each row when ({held.Condition}) execute function kill_gate.wait()");
    }

    /// <summary>Returns when the deployment of that commit is at the step.</summary>
    /// <exception cref="TimeoutException">It never came there.</exception>
    public Task ReachAsync(DeployStep step, string commit) => Poll.UntilAsync(
        () => database.IsTrueAsync(step is SeenStep seen
            ? $"select exists (select from deployments d where d.commit_sha = '{commit}' and {seen.Condition})"
            : $"select exists (select from pg_locks where locktype = 'advisory' and objid = {Lock} and not granted)"),
        Deadline,
        () => $"The deployment did not come to the step '{step.Name}'");

    /// <summary>Lets go whoever waits, and is out of the way from then on. PostgreSQL may have been killed meanwhile.</summary>
    public async Task OpenAsync(DeployStep step)
    {
        if (step is not HeldStep held)
            return;

        await DisposeAsync();
        await Poll.UntilAsync(() => TryDropAsync(held.Table), Deadline, () => "The trigger can't be dropped.", everyMilliseconds: 100);
    }

    public async ValueTask DisposeAsync()
    {
        if (_holder is { } holder)
        {
            _holder = null;
            await holder.DisposeAsync();
        }
    }

    private async Task<bool> TryDropAsync(string table)
    {
        try
        {
            await using var connection = await database.OpenAsync();
            await ExecuteAsync(connection, $"drop trigger if exists kill_gate on {table}");
            return true;
        }
        catch (Exception e) when (e is NpgsqlException or IOException)
        {
            // PostgreSQL is on its way back.
            return false;
        }
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }
}
