using System.Text;
using System.Text.Json;
using Npgsql;

namespace DeployMcp.Tests.EndToEnd.Secrets;

/// <summary>All that a platform leaves behind: every row of every table of every database, every file, all that it printed and sent.</summary>
public static class SearchedPlaces
{
    /// <summary>Where secrets stand by design: readable for the platform's own user alone.</summary>
    private static readonly string[] OwnFiles = ["connection.json", "secrets.json"];

    public static async IAsyncEnumerable<(string Place, byte[] Content)> OfAsync(RunningPlatform platform, TelemetryCollector telemetry)
    {
        yield return ("console", Encoding.UTF8.GetBytes(WithoutTheBlock(platform.Output)));
        foreach (var (signal, body) in telemetry.Received)
        {
            yield return ($"telemetry, {signal}", body);
        }

        foreach (var file in FilesOf(platform.Data))
        {
            yield return ($"file {Path.GetRelativePath(platform.Data, file)}", await File.ReadAllBytesAsync(file));
        }

        await foreach (var row in RowsOfAsync(platform.Data))
        {
            yield return row;
        }
    }

    /// <summary>The block that shows the development user's key, to whoever has started the platform.</summary>
    private static string WithoutTheBlock(string output)
        => string.Join('\n', output.Split('\n').Where(l => !l.StartsWith("  API key ", StringComparison.Ordinal) && !l.StartsWith("  Claude ", StringComparison.Ordinal)));

    private static IEnumerable<string> FilesOf(string data)
        => Directory.EnumerateFiles(data, "*", new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.ReparsePoint })
            .Where(f => new FileInfo(f).Length > 0 && !OwnFiles.Contains(Path.GetRelativePath(data, f)) && !f.Contains("/node_modules/", StringComparison.Ordinal));

    private static async IAsyncEnumerable<(string Place, byte[] Content)> RowsOfAsync(string data)
    {
        foreach (var database in await QueryAsync(Connection(data, "postgres"), "select datname from pg_database where not datistemplate"))
        {
            var connection = Connection(data, database);
            var tables = await QueryAsync(
                connection, "select format('%I.%I', schemaname, tablename) from pg_tables where schemaname not in ('pg_catalog', 'information_schema')");
            foreach (var table in tables)
            {
                foreach (var row in await QueryAsync(connection, $"select t::text from {table} t"))
                {
                    yield return ($"database {database}, table {table}", Encoding.UTF8.GetBytes(row));
                }
            }
        }
    }

    private static async Task<List<string>> QueryAsync(string connection, string sql)
    {
        await using var source = NpgsqlDataSource.Create(connection);
        await using var command = source.CreateCommand(sql);
        await using var reader = await command.ExecuteReaderAsync();
        var rows = new List<string>();
        while (await reader.ReadAsync())
        {
            rows.Add(reader.GetString(0));
        }

        return rows;
    }

    private static string Connection(string data, string database)
    {
        var pid = File.ReadAllLines(Directory.EnumerateFiles(Path.Combine(data, "postgres"), "postmaster.pid", SearchOption.AllDirectories).Single());
        var secrets = JsonSerializer.Deserialize<Dictionary<string, JsonElement>>(File.ReadAllText(Path.Combine(data, "secrets.json")))!;
        return new NpgsqlConnectionStringBuilder
        {
            Host = "127.0.0.1",
            Port = int.Parse(pid[3]),
            Username = DeployMcp.AppHost.Postgres.LocalPostgresResource.UserName,
            Password = secrets["postgresPassword"].GetString(),
            Database = database,
            Pooling = false,
        }.ConnectionString;
    }
}
