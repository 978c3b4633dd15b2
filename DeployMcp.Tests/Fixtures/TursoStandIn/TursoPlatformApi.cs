using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace DeployMcp.Tests.Fixtures.TursoStandIn;

/// <summary>The platform API's answers and errors in the words of its reference (docs.turso.tech/api-reference).</summary>
internal static partial class TursoPlatformApi
{
    public static void Map(IEndpointRouteBuilder routes, TursoState state, Func<string> authority)
    {
        routes.MapGet("/v1/locations", () => Results.Json(new { locations = state.Locations }));
        var organization = routes.MapGroup("/v1/organizations/{organization}");
        MapGroups(organization.MapGroup("groups"), state);
        MapDatabases(organization.MapGroup("databases"), state, authority);
        MapDatabase(organization.MapGroup("databases/{name}"), state, authority);
    }

    public static IResult Error(int status, string words) => Results.Json(new { error = words }, statusCode: status);

    private static void MapGroups(RouteGroupBuilder groups, TursoState state)
    {
        groups.MapGet("", () => Results.Json(new { groups = state.Groups.Values.OrderBy(g => g.Name, StringComparer.Ordinal).Select(Shape) }));
        groups.MapGet("{name}", (string name) => state.Groups.TryGetValue(name, out var group) ? Results.Json(new { group = Shape(group) }) : Error(404, "group not found"));
        groups.MapPost("", (JsonElement body) =>
        {
            var (name, location) = (body.GetProperty("name").GetString()!, body.GetProperty("location").GetString()!);
            return !state.Locations.ContainsKey(location) ? Error(400, $"invalid location: {location}")
                : state.Groups.ContainsKey(name) ? Error(409, "group already exists")
                : state.Groups.Count >= state.MaxGroups ? Error(403, "upgrade your plan to create more groups")
                : Results.Json(new { group = Shape(state.Groups.GetOrAdd(name, n => new StandInGroup(n, location))) });
        });
        groups.MapPost("{name}/unarchive", (string name) =>
        {
            state.Groups[name].Archived = false;
            return Results.Json(new { group = Shape(state.Groups[name]) });
        });
    }

    private static void MapDatabases(RouteGroupBuilder databases, TursoState state, Func<string> authority)
    {
        databases.MapGet("", (int? limit, string? cursor) =>
        {
            var rest = state.Databases.Values.OrderBy(d => d.Name, StringComparer.Ordinal).Where(d => cursor is null || string.CompareOrdinal(d.Name, cursor) > 0).ToList();
            var page = rest.Take(limit ?? 50).ToList();
            var next = page.Count < rest.Count ? page[^1].Name : null;
            return Results.Json(new { databases = page.Select(d => Shape(d, state, authority())), pagination = new { next } });
        });
        databases.MapPost("", (JsonElement body) => Create(state, authority, body));
    }

    private static IResult Create(TursoState state, Func<string> authority, JsonElement body)
    {
        var (name, group) = (body.GetProperty("name").GetString()!, body.GetProperty("group").GetString()!);
        lock (state.Gate)
        {
            if (!Name().IsMatch(name))
                return Error(400, "database name must contain only lowercase letters, numbers, dashes and be no longer than 32 characters");

            if (!state.Groups.TryGetValue(group, out var found))
                return Error(400, "group not found");

            if (found.Archived)
                return Error(400, "group is archived");

            if (state.Databases.ContainsKey(name))
                return Error(409, $"database with name {name} already exists");

            if (state.Databases.Count >= state.MaxDatabases)
                return Error(403, $"maximum database count of {state.MaxDatabases} reached");

            var made = state.Databases[name] = new StandInDatabase(name, group, body.GetProperty("size_limit").GetString()!) { QueriesUntilReady = state.QueriesUntilReady };
            return Results.Json(new { database = new { DbId = made.Id, Hostname = HostOf(made, authority()), made.Name } }, Pascal);
        }
    }

    private static void MapDatabase(RouteGroupBuilder database, TursoState state, Func<string> authority)
    {
        database.MapGet("", (string name) => On(state, name, d => Results.Json(new { database = Shape(d, state, authority()) }, Pascal)));
        database.MapDelete("", (string name) => On(state, name, d => state.Databases.TryRemove(d.Name, out _) ? Results.Json(new { database = d.Name }) : NotFound(name)));
        database.MapGet("configuration", (string name) => On(state, name, Configuration));
        database.MapPatch("configuration", (string name, JsonElement body) => On(state, name, d =>
        {
            d.SizeLimit = body.TryGetProperty("size_limit", out var limit) ? limit.GetString()! : d.SizeLimit;
            d.BlocksReads = body.TryGetProperty("block_reads", out var reads) ? reads.GetBoolean() : d.BlocksReads;
            d.BlocksWrites = body.TryGetProperty("block_writes", out var writes) ? writes.GetBoolean() : d.BlocksWrites;
            return Configuration(d);
        }));
        database.MapGet("usage", (string name) => On(state, name, Usage));
        database.MapPost("auth/tokens", (string name, string? expiration, string? authorization) => On(state, name, d => Lifetime(expiration ?? "never") is var (isKnown, lifetime) && !isKnown
            ? Error(400, "Invalid expiration format")
            : Results.Json(new { jwt = state.Mint(d, authorization == "read-only", DateTimeOffset.UtcNow + lifetime) })));
        database.MapPost("auth/rotate", (string name) => On(state, name, d =>
        {
            if (state.HasLegacyGroups)
            {
                return Error(400, "cannot rotate credentials for a single database in a group");
            }

            d.Key = System.Security.Cryptography.RandomNumberGenerator.GetBytes(32);
            return Results.Ok();
        }));
    }

    /// <summary>The reference's names as they are.</summary>
    private static JsonSerializerOptions Pascal { get; } = new();

    private static IResult On(TursoState state, string name, Func<StandInDatabase, IResult> found) => state.Databases.TryGetValue(name, out var database) ? found(database) : NotFound(name);

    private static IResult NotFound(string name) => Error(404, $"could not find database with name {name}: record not found");

    private static IResult Configuration(StandInDatabase d)
        => Results.Json(new { size_limit = d.SizeLimit, allow_attach = false, block_reads = d.BlocksReads, block_writes = d.BlocksWrites, delete_protection = false });

    private static IResult Usage(StandInDatabase d)
    {
        var usage = new { rows_read = 12, rows_written = 3, storage_bytes = d.StorageBytes, bytes_synced = 0 };
        return Results.Json(new { database = new { uuid = d.Id, instances = new[] { new { uuid = Guid.NewGuid(), usage } }, total = usage } });
    }

    private static object Shape(StandInGroup g)
        => new { name = g.Name, version = "v0.23.7", uuid = Guid.NewGuid(), locations = new[] { g.Location }, primary = g.Location, archived = g.Archived, delete_protection = false };

    private static Dictionary<string, object> Shape(StandInDatabase d, TursoState state, string authority) => new(StringComparer.Ordinal)
    {
        ["Name"] = d.Name,
        ["DbId"] = d.Id,
        ["Hostname"] = HostOf(d, authority),
        ["block_reads"] = d.BlocksReads,
        ["block_writes"] = d.BlocksWrites,
        ["regions"] = new[] { state.Groups[d.Group].Location },
        ["primaryRegion"] = state.Groups[d.Group].Location,
        ["group"] = d.Group,
        ["delete_protection"] = false,
    };

    private static string HostOf(StandInDatabase database, string authority) => $"{database.Name}-{TursoState.Organization}.{authority}";

    private static (bool IsKnown, TimeSpan? Lifetime) Lifetime(string text)
    {
        if (text == "never")
        {
            return (true, null);
        }

        var parts = Expiration().Match(text);
        return parts.Success ? (true, parts.Groups[1].Captures.Select(Part).Aggregate(TimeSpan.Zero, (a, b) => a + b)) : (false, null);
    }

    private static TimeSpan Part(Capture part)
    {
        var number = int.Parse(part.Value[..^1], CultureInfo.InvariantCulture);
        return part.Value[^1] switch
        {
            'w' => TimeSpan.FromDays(7 * number),
            'd' => TimeSpan.FromDays(number),
            'h' => TimeSpan.FromHours(number),
            'm' => TimeSpan.FromMinutes(number),
            _ => TimeSpan.FromSeconds(number),
        };
    }

    /// <summary>The stricter of the two lengths that the reference has named.</summary>
    [GeneratedRegex(@"^[a-z0-9-]{1,32}\z")]
    private static partial Regex Name();

    [GeneratedRegex(@"^([0-9]+[wdhms])+\z")]
    private static partial Regex Expiration();
}
