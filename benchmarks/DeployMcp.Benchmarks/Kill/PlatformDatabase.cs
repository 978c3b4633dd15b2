using System.Globalization;
using System.Text.Json.Nodes;
using Npgsql;

namespace DeployMcp.Benchmarks.Kill;

/// <summary>The platform's own PostgreSQL, looked into from outside. It may be killed and come back at any time.</summary>
/// <param name="data">The platform's data directory.</param>
public sealed class PlatformDatabase(string data)
{
    /// <summary>Not pooled: a pool would hand out connections to a server that is gone.</summary>
    public async Task<NpgsqlConnection> OpenAsync(string database = "deploymcp")
    {
        var secrets = JsonNode.Parse(await File.ReadAllTextAsync(Path.Combine(data, "secrets.json")))!;
        var settings = new NpgsqlConnectionStringBuilder
        {
            Host = "127.0.0.1",
            Port = await PortAsync(),
            Username = "deploymcp",
            Password = (string)secrets["postgresPassword"]!,
            Database = database,
            Pooling = false,
            Timeout = 5,
        };
        var connection = new NpgsqlConnection(settings.ConnectionString);
        await connection.OpenAsync();
        return connection;
    }

    /// <summary>False also while PostgreSQL does not answer.</summary>
    public async Task<bool> IsTrueAsync(string sql, string database = "deploymcp") => await ScalarAsync<bool>(sql, database);

    /// <returns>The default while PostgreSQL does not answer.</returns>
    public async Task<T?> ScalarAsync<T>(string sql, string database = "deploymcp")
    {
        try
        {
            await using var connection = await OpenAsync(database);
            await using var command = new NpgsqlCommand(sql, connection);
            return await command.ExecuteScalarAsync() is T value ? value : default;
        }
        catch (Exception e) when (e is NpgsqlException or IOException)
        {
            return default;
        }
    }

    /// <summary>The file is described in PostgreSQL's miscadmin.h: the port stands in the fourth line.</summary>
    private async Task<int> PortAsync()
    {
        var lines = await File.ReadAllLinesAsync(Path.Combine(data, "postgres", "data", "postmaster.pid"));
        return lines.Length > 3 ? int.Parse(lines[3], CultureInfo.InvariantCulture) : throw new IOException("PostgreSQL is starting.");
    }
}
