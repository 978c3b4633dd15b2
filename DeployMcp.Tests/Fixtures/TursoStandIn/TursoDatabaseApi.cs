using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace DeployMcp.Tests.Fixtures.TursoStandIn;

/// <summary>A database over HTTP, found by the request's host: <c>POST /v2/pipeline</c> with the token that is its own.</summary>
internal static class TursoDatabaseApi
{
    private static readonly string[] Writes = ["insert", "update", "delete", "create", "drop", "alter", "replace"];

    public static IResult Pipeline(TursoState state, HttpRequest request, JsonElement body)
    {
        var name = request.Host.Host.Split('.')[0];
        name = name[..^(TursoState.Organization.Length + 1)];
        if (!state.Databases.TryGetValue(name, out var database))
        {
            return TursoPlatformApi.Error(404, $"Namespace `{name}` doesn't exist");
        }

        if (database.QueriesUntilReady > 0)
        {
            database.QueriesUntilReady--;
            return TursoPlatformApi.Error(503, "the database is being set up");
        }

        var token = request.Headers.Authorization.ToString().Replace("Bearer ", "", StringComparison.Ordinal);
        if (TursoState.AccessOf(database, token) is not { } access)
        {
            return Results.Json(new { error = "Unauthorized: `The JWT is invalid`" }, statusCode: 401);
        }

        return Results.Json(new { baton = (string?)null, base_url = (string?)null, results = body.GetProperty("requests").EnumerateArray().Select(r => Answer(r, database, access)).ToArray() });
    }

    private static object Answer(JsonElement request, StandInDatabase database, string access)
    {
        if (request.GetProperty("type").GetString() == "close")
        {
            return new { type = "ok", response = new { type = "close" } };
        }

        var sql = request.GetProperty("stmt").GetProperty("sql").GetString()!.TrimStart();
        var isWrite = Writes.Any(w => sql.StartsWith(w, StringComparison.OrdinalIgnoreCase));
        return (isWrite ? database.BlocksWrites || access == "ro" : database.BlocksReads)
            ? new { type = "error", error = new { message = $"SQL {(isWrite ? "write" : "read")} operations are forbidden", code = "BLOCKED" } }
            : new { type = "ok", response = new { type = "execute", result = new { cols = new[] { new { name = "1" } }, rows = new[] { new[] { new { type = "integer", value = "1" } } }, affected_row_count = 0 } } };
    }
}
