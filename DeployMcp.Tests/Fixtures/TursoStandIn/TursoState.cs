using System.Buffers.Text;
using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace DeployMcp.Tests.Fixtures.TursoStandIn;

public sealed class StandInGroup(string name, string location)
{
    public string Name { get; } = name;

    public string Location { get; } = location;

    public bool Archived { get; set; }
}

public sealed class StandInDatabase(string name, string group, string sizeLimit)
{
    public Guid Id { get; } = Guid.NewGuid();

    public string Name { get; } = name;

    public string Group { get; } = group;

    public string SizeLimit { get; set; } = sizeLimit;

    /// <summary>Queries that fail before the first one is answered, as of a database that is still being set up.</summary>
    public int QueriesUntilReady { get; set; }

    /// <summary>Of its tokens; rotated as a whole.</summary>
    public byte[] Key { get; set; } = RandomNumberGenerator.GetBytes(32);

    public bool BlocksReads { get; set; }

    public bool BlocksWrites { get; set; }

    public long StorageBytes { get; set; } = 4096;
}

/// <param name="Authorization">Of the request, as it came.</param>
public sealed record StandInRequest(string Method, string PathAndQuery, string? Authorization, string Body);

/// <summary>What the stand-in knows: one organisation with its groups, databases and the platform's API token, and the faults that are planned.</summary>
public sealed class TursoState
{
    public const string Organization = "acme";

    public string ApiToken { get; set; } = $"eyJ-api-{RandomNumberGenerator.GetHexString(40, lowercase: true)}";

    public Lock Gate { get; } = new();

    public Dictionary<string, string> Locations { get; } = new(StringComparer.Ordinal)
    {
        ["aws-eu-central-1"] = "AWS EU Central (Frankfurt)",
        ["aws-eu-west-1"] = "AWS EU West (Ireland)",
        ["aws-us-east-1"] = "AWS US East (Virginia)",
    };

    public ConcurrentDictionary<string, StandInGroup> Groups { get; } = new(StringComparer.Ordinal);

    public ConcurrentDictionary<string, StandInDatabase> Databases { get; } = new(StringComparer.Ordinal);

    public ConcurrentQueue<StandInRequest> Requests { get; } = new();

    /// <summary>All that was minted, for the search of logs.</summary>
    public ConcurrentQueue<string> Tokens { get; } = new();

    /// <summary>How many databases the organisation's plan gives.</summary>
    public int MaxDatabases { get; set; } = int.MaxValue;

    public int MaxGroups { get; set; } = int.MaxValue;

    /// <summary>What a new database begins with.</summary>
    public int QueriesUntilReady { get; set; }

    /// <summary>Whether groups are of the older kind, whose databases share their keys.</summary>
    public bool HasLegacyGroups { get; set; }

    public TursoFaults Faults { get; } = new();

    public TursoRateLimit RateLimit { get; } = new();

    public int Count(string method, string pathEnd)
        => Requests.Count(r => r.Method == method && r.PathAndQuery.Split('?')[0].EndsWith(pathEnd, StringComparison.Ordinal));

    public StandInDatabase Add(string name, string group = "default")
    {
        Groups.GetOrAdd(group, g => new StandInGroup(g, "aws-eu-west-1"));
        return Databases[name] = new StandInDatabase(name, group, "0");
    }

    /// <summary>A JSON Web Token whose claims are Turso's: whose it is, what for, until when. Signed with the database's key.</summary>
    public string Mint(StandInDatabase database, bool readOnly, DateTimeOffset? expires)
    {
        var claims = new { a = readOnly ? "ro" : "rw", exp = expires?.ToUnixTimeSeconds(), iat = DateTimeOffset.UtcNow.ToUnixTimeSeconds(), id = database.Id };
        var signed = $"{Base64Url.EncodeToString("""{"alg":"HS256","typ":"JWT"}"""u8)}.{Base64Url.EncodeToString(JsonSerializer.SerializeToUtf8Bytes(claims))}";
        var token = $"{signed}.{Signature(database, signed)}";
        Tokens.Enqueue(token);
        return token;
    }

    /// <returns>Null when the token is none of this database's, or no longer.</returns>
    public static string? AccessOf(StandInDatabase database, string token)
    {
        var parts = token.Split('.');
        if (parts.Length != 3 || Signature(database, $"{parts[0]}.{parts[1]}") != parts[2])
        {
            return null;
        }

        using var claims = JsonDocument.Parse(Base64Url.DecodeFromChars(parts[1]));
        var exp = claims.RootElement.GetProperty("exp");
        return exp.ValueKind == JsonValueKind.Number && exp.GetInt64() <= DateTimeOffset.UtcNow.ToUnixTimeSeconds() ? null : claims.RootElement.GetProperty("a").GetString();
    }

    private static string Signature(StandInDatabase database, string signed) => Base64Url.EncodeToString(HMACSHA256.HashData(database.Key, Encoding.ASCII.GetBytes(signed)));
}
