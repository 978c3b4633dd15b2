using System.Text.Json;
using System.Text.Json.Serialization;
using Npgsql;

namespace BareEndpoint;

internal sealed record ListServicesOptions(string Sql, Guid UserId, string UrlTemplate);

internal sealed record ListedServices(IReadOnlyList<ListedService> Services);

internal sealed record ListedService(
    string Name, string Project, string Url, string Status, string Repo, string Branch, string BuildPack, ListedDeployment? Deployment);

internal sealed record ListedDeployment(string Id, string Status, DateTime StartedAt, double Seconds, string? Commit, string? Message);

/// <summary>What the listing needs of the stored specification.</summary>
internal sealed record StoredSpec(string Repo, string Branch, JsonElement BuildPack);

[JsonSerializable(typeof(ListedServices))]
internal sealed partial class ListJson : JsonSerializerContext;

[JsonSerializable(typeof(StoredSpec))]
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
internal sealed partial class SpecJson : JsonSerializerContext;

/// <summary>One statement, read by position.</summary>
internal sealed class ServiceList(NpgsqlDataSource database, ListServicesOptions options)
{
    private RowColumns? _columns;

    public async Task<ListedServices> ReadAsync()
    {
        await using var command = database.CreateCommand(options.Sql);
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = options.UserId });
        await using var reader = await command.ExecuteReaderAsync();
        var columns = _columns ??= RowColumns.Of(reader);
        var services = new List<ListedService>();
        while (await reader.ReadAsync())
            services.Add(ReadService(reader, columns));

        return new ListedServices(services);
    }

    private ListedService ReadService(NpgsqlDataReader row, RowColumns columns)
    {
        var spec = JsonSerializer.Deserialize(row.GetString(columns.Service["spec"]), SpecJson.Default.StoredSpec)!;
        var deployment = row.IsDBNull(columns.Newest["id"]) ? null : ReadDeployment(row, columns.Newest);
        return new ListedService(
            row.GetString(columns.Service["name"]),
            row.GetString(columns.Service["project"]),
            options.UrlTemplate.Replace("{name}", row.GetString(columns.Service["hostname"]), StringComparison.Ordinal),
            deployment?.Status ?? "queued",
            spec.Repo,
            spec.Branch,
            spec.BuildPack.ToString(),
            deployment);
    }

    private static ListedDeployment ReadDeployment(NpgsqlDataReader row, Dictionary<string, int> newest)
    {
        var created = row.GetDateTime(newest["created_at"]);
        var finished = row.IsDBNull(newest["finished_at"]) ? DateTime.UtcNow : row.GetDateTime(newest["finished_at"]);
        return new ListedDeployment(
            row.GetGuid(newest["id"]).ToString("N"),
            row.GetString(newest["status"]),
            row.IsDBNull(newest["started_at"]) ? created : row.GetDateTime(newest["started_at"]),
            Math.Round((finished - created).TotalSeconds, 1),
            Text("commit_sha"),
            Text("commit_message"));

        string? Text(string column) => row.IsDBNull(newest[column]) ? null : row.GetString(newest[column]);
    }
}

/// <summary>The row is the service, its newest deployment and the one that serves; each begins with a column named <c>id</c>.</summary>
internal sealed record RowColumns(Dictionary<string, int> Service, Dictionary<string, int> Newest)
{
    public static RowColumns Of(NpgsqlDataReader reader)
    {
        var parts = new List<Dictionary<string, int>>();
        for (var i = 0; i < reader.FieldCount; i++)
        {
            if (reader.GetName(i) == "id")
                parts.Add(new Dictionary<string, int>(StringComparer.Ordinal));
            parts[^1][reader.GetName(i)] = i;
        }

        return new RowColumns(parts[0], parts[1]);
    }
}
