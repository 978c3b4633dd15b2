using Dapper;
using DeployMcp.Domain.Identity;
using DeployMcp.Domain.Text;
using Npgsql;

namespace DeployMcp.Data.Deployments;

public sealed record LogLine(DateTimeOffset At, string Text);

/// <summary>What building and deploying said, line by line.</summary>
public sealed class DeploymentLogStore(NpgsqlDataSource database)
{
    public const int MaxLineLength = 2_000;

    public async Task AppendAsync(DeploymentId id, IReadOnlyList<LogLine> lines)
    {
        await using var connection = await database.OpenConnectionAsync();
        await connection.ExecuteAsync(
            """
            insert into deployment_logs (deployment_id, at, text)
            select @id, at, text from unnest(@at, @text) with ordinality as line (at, text, number) order by number
            """,
            new { id, at = lines.Select(l => l.At.UtcDateTime).ToArray(), text = lines.Select(l => Clean(l.Text)).ToArray() });
    }

    /// <summary>The last lines, oldest first.</summary>
    public async Task<IReadOnlyList<LogLine>> TailAsync(DeploymentId id, int most)
    {
        await using var connection = await database.OpenConnectionAsync();
        var rows = await connection.QueryAsync<(DateTimeOffset At, string Text)>(
            "select at, text from deployment_logs where deployment_id = @id order by line desc limit @most", new { id, most });
        return [.. rows.Reverse().Select(r => new LogLine(r.At, r.Text))];
    }

    /// <summary>Up to 200 lines after the one with that number, oldest first; numbers grow, with gaps.</summary>
    public async Task<IReadOnlyList<(long Number, string Text)>> SinceAsync(DeploymentId id, long after)
    {
        await using var connection = await database.OpenConnectionAsync();
        return [.. await connection.QueryAsync<(long, string)>(
            "select line, text from deployment_logs where deployment_id = @id and line > @after order by line limit 200", new { id, after })];
    }

    private static string Clean(string text)
    {
        var clean = ForeignText.Lines(text);
        return clean.Length > MaxLineLength ? string.Concat(clean.AsSpan(0, MaxLineLength), "…") : clean;
    }
}
