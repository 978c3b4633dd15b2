using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Nodes;
using DeployMcp.Tests.Clients;

namespace DeployMcp.Tests.GraphQL;

/// <summary>One request, as both implementations get it.</summary>
public sealed record GraphQLCase(string Query, JsonObject? Variables = null, string? OperationName = null, JsonObject? Root = null);

/// <summary>The official <c>graphql</c> package, in a process of its own: what it makes of a schema and of requests.</summary>
public static class OfficialGraphQL
{
    private static readonly TimeSpan Deadline = TimeSpan.FromMinutes(2);

    private static readonly NpmInstallation Project = NpmInstallation.OfProject(Path.Combine(Repository.Root, "DeployMcp.Tests", "GraphQL", "official"));

    /// <param name="introspection">A result of the introspection query, to build a client's schema from.</param>
    /// <exception cref="InvalidOperationException">It could not run, or would not take the schema; the message has its error.</exception>
    public static async Task<JsonNode> RunAsync(string sdl, IEnumerable<GraphQLCase>? cases = null, JsonNode? introspection = null)
    {
        var input = Path.GetTempFileName();
        try
        {
            await File.WriteAllTextAsync(input, JsonSerializer.Serialize(new { sdl, cases, introspection }, JsonSerializerOptions.Web));
            return await RunAsync("sh", ["-c", "exec node compare.mjs < \"$1\"", "sh", input], key: null);
        }
        finally
        {
            File.Delete(input);
        }
    }

    /// <summary>The audits of GraphQL over HTTP, each with <c>id</c>, <c>name</c>, <c>status</c> and <c>reason</c>.</summary>
    public static async Task<JsonArray> AuditAsync(string url, string key) => (await RunAsync("node", ["audit.mjs", url], key)).AsArray();

    private static async Task<JsonNode> RunAsync(string program, string[] arguments, string? key)
    {
        var directory = await Project.InstallAsync();
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = directory };
        start.Environment["GRAPHQL_API_KEY"] = key;
        var run = await ProcessRun.StartAsync(start, Deadline, CancellationToken.None);
        return run.ExitCode == 0 ? JsonNode.Parse(run.StandardOutput)! : throw new InvalidOperationException($"graphql-js failed:\n{run.Output}");
    }
}
