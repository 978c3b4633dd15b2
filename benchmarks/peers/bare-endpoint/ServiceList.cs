using System.Text.Json.Serialization;
using Npgsql;

namespace BareEndpoint;

internal sealed record ListServicesOptions(string Sql, Guid UserId, string UrlTemplate);

internal sealed record ListedServices(IReadOnlyList<ListedService> Services);

internal sealed record ListedService(
    string Name, string Project, string Url, string Status, string Repo, string Branch, string BuildPack, ListedDeployment? Deployment);

internal sealed record ListedDeployment(string Id, string Status, DateTime StartedAt, double Seconds, string? Commit, string? Message);

[JsonSerializable(typeof(ListedServices))]
internal sealed partial class ListJson : JsonSerializerContext;

/// <summary>One statement, read by hand.</summary>
internal sealed class ServiceList(NpgsqlDataSource database, ListServicesOptions options)
{
    private Dictionary<string, int>? _columns;

    public async Task<ListedServices> ReadAsync()
    {
        await using var command = database.CreateCommand(options.Sql);
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = options.UserId });
        await using var reader = await command.ExecuteReaderAsync();
        var columns = _columns ??= Enumerable.Range(0, reader.FieldCount).ToDictionary(reader.GetName, StringComparer.Ordinal);
        var services = new List<ListedService>();
        while (await reader.ReadAsync())
            services.Add(ReadService(new Row(reader, columns)));

        return new ListedServices(services);
    }

    private ListedService ReadService(Row row) => new(
        row.Text("name")!,
        row.Text("project")!,
        options.UrlTemplate.Replace("{name}", row.Text("hostname"), StringComparison.Ordinal),
        row.Text("serving") ?? row.Text("status") ?? "queued",
        row.Text("repo")!,
        row.Text("branch")!,
        row.Text("build_pack")!,
        row.Text("status") is { } status ? ReadDeployment(row, status) : null);

    private static ListedDeployment ReadDeployment(Row row, string status)
    {
        var created = row.Instant("created_at")!.Value;
        return new ListedDeployment(
            row.Id("id").ToString("N"),
            status,
            row.Instant("started_at") ?? created,
            Math.Round(((row.Instant("finished_at") ?? DateTime.UtcNow) - created).TotalSeconds, 1),
            row.Text("commit_sha"),
            row.Text("commit_message"));
    }
}

/// <summary>The reader's row, by the columns' names.</summary>
internal readonly record struct Row(NpgsqlDataReader Reader, Dictionary<string, int> Columns)
{
    public string? Text(string column) => Reader.IsDBNull(Columns[column]) ? null : Reader.GetString(Columns[column]);

    public DateTime? Instant(string column) => Reader.IsDBNull(Columns[column]) ? null : Reader.GetDateTime(Columns[column]);

    public Guid Id(string column) => Reader.GetGuid(Columns[column]);
}
