using System.Text.Json.Nodes;
using DeployMcp.Benchmarks.Processes;

namespace DeployMcp.Benchmarks.Matrix;

/// <summary>A folder of <c>examples/</c>: what is deployed, with which arguments, and what its <c>test.json</c> expects.</summary>
/// <param name="Name">Its path below <c>examples/</c>.</param>
/// <param name="Arguments">Of create_service, without repo and name.</param>
/// <param name="Failure">The code that is expected; null when it is to go live.</param>
/// <param name="IsEmpty">Nothing is pushed.</param>
/// <param name="NeedsEngine">It is built upon the image that <c>docker-base.sh</c> makes.</param>
/// <param name="Path">Of the page to open.</param>
/// <param name="Contains">What the page holds, or the failure's evidence.</param>
internal sealed record ExampleApp(string Name, string Directory, JsonObject Arguments, string? Failure, bool IsEmpty, bool NeedsEngine, string Path, string Contains)
{
    /// <summary>A DNS label for the repo and the service.</summary>
    public string Label => Name.Replace('/', '-');

    public static IReadOnlyList<ExampleApp> ReadAll()
    {
        var root = System.IO.Path.Combine(Checkout.Root, "examples");
        return [.. System.IO.Directory.EnumerateFiles(root, "test.json", SearchOption.AllDirectories)
            .Where(f => !f.Contains("/node_modules/", StringComparison.Ordinal)).Select(f => Read(root, f)).OrderBy(e => e.Name, StringComparer.Ordinal)];
    }

    private static ExampleApp Read(string root, string file)
    {
        var directory = System.IO.Path.GetDirectoryName(file)!;
        var test = JsonNode.Parse(File.ReadAllText(file))!;
        var expect = test["expect"]!;
        return new ExampleApp(
            System.IO.Path.GetRelativePath(root, directory),
            directory,
            test["service"]?.AsObject() ?? [],
            (string?)expect["failure"],
            (string?)test["repo"] == "empty",
            (string?)test["needs"] == "docker-base",
            (string?)expect["path"] ?? "/",
            (string?)expect["contains"] ?? (string?)expect["evidence_contains"] ?? "");
    }
}
