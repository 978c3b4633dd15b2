using System.Text.Json;
using System.Text.Json.Nodes;
using DeployMcp.Benchmarks.Processes;
using Npgsql;

namespace DeployMcp.Benchmarks.Platform;

/// <summary>A data directory and ports; whoever starts on them again is the same platform.</summary>
/// <param name="settings">Beside those that make it a platform of its own.</param>
public sealed class PlatformHome(params IReadOnlyList<KeyValuePair<string, string>> settings) : IDisposable
{
    private readonly ScratchDirectory _data = new("platform");
    private readonly int[] _ports = FreePorts.Take(6);

    public string Data => _data.Path;

    public IReadOnlyDictionary<string, string> Environment => new Dictionary<string, string>(settings, StringComparer.Ordinal)
    {
        ["DEPLOYMCP_DATA"] = Data,
        ["DOTNET_ENVIRONMENT"] = "Development",
        ["ASPNETCORE_ENVIRONMENT"] = "Development",
        ["Ports__Server"] = $"{_ports[0]}",
        ["Ports__DeployerServer"] = $"{_ports[1]}",
        ["Ports__Git"] = $"{_ports[2]}",
        ["Ports__Edge"] = $"{_ports[3]}",
        ["Ports__Databases"] = $"{_ports[5]}",
        ["Ports__Postgres"] = $"{_ports[4]}",
        ["Dashboard__Enabled"] = "false",
    };

    /// <summary>Where <see cref="Environment"/> has deployer-server listen.</summary>
    public int DeployerServerPort => _ports[1];

    public async Task<PlatformConnection> ReadConnectionAsync()
        => JsonSerializer.Deserialize<PlatformConnection>(await File.ReadAllTextAsync(_data.Join("connection.json")), JsonSerializerOptions.Web)!;

    /// <summary>The platform's own PostgreSQL, for what runs the same query beside it.</summary>
    public async Task<NpgsqlConnectionStringBuilder> ReadDatabaseAsync()
    {
        var secrets = JsonNode.Parse(await File.ReadAllTextAsync(_data.Join("secrets.json")))!;
        return new NpgsqlConnectionStringBuilder
        {
            Host = "127.0.0.1",
            Port = _ports[4],
            Username = "deploymcp",
            Password = (string)secrets["postgresPassword"]!,
            Database = "deploymcp",
            MaxPoolSize = 20,
        };
    }

    public void Dispose() => _data.Dispose();
}
