using System.Text.Json;
using DeployMcp.Planning.Plans;
using DeployMcp.Planning.Providers.Languages;
using DeployMcp.Planning.Source;

namespace DeployMcp.Planning.Providers.Deno;

/// <summary>TypeScript or JavaScript for Deno. What it downloads goes into the release: at run time it fetches nothing.</summary>
internal sealed class DenoProvider : LanguageProvider
{
    private const string Downloads = ".deno";

    private static readonly string[] Entries = ["main.ts", "server.ts", "mod.ts", "index.ts", "app.ts", "main.tsx", "main.js", "src/main.ts", "src/server.ts"];

    private static readonly JsonDocumentOptions Lenient = new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true };

    public override string Name => "Deno";

    public override string LooksFor => "deno.json, deno.jsonc, deno.lock or main.ts without a package.json";

    protected override string? Recognise(SourceTree source)
        => source.FirstOf("deno.json", "deno.jsonc", "deno.lock") ?? (source.Has("package.json") ? null : source.FirstOf("main.ts", "server.ts"));

    protected override LanguagePlan Draft(SourceTree source)
    {
        var tasks = Tasks(source);
        var entry = source.FirstOf(Entries);
        return new LanguagePlan(Name)
        {
            // Deno.serve without an address of its own takes the one of DENO_SERVE_ADDRESS.
            Prelude = $"export DENO_DIR=\"$PWD/{Downloads}\" DENO_SERVE_ADDRESS=\"tcp:0.0.0.0:${{PORT:-8000}}\" DENO_NO_UPDATE_CHECK=1; ",
            NpmTools = [new NpmTool("deno", "deno", ">=2", [], AtRuntime: true)],
            Install = entry is null ? null : Install(source, entry),
            Build = tasks.Contains("build", StringComparer.Ordinal) ? new PlannedStep("deno task build", "Builds with the task build") : null,
            Start = tasks.Contains("start", StringComparer.Ordinal)
                ? new PlannedStep("exec deno task start", "Starts with the task start")
                : entry is null ? null : new PlannedStep($"exec deno run --allow-all {entry}", $"Starts with deno run {entry}"),
            StartLookedFor = $"a task start in deno.json; {string.Join(", ", Entries)}",
        };
    }

    private static PlannedStep Install(SourceTree source, string entry)
    {
        var command = source.Has("deno.lock") ? $"deno cache --frozen {entry}" : $"deno cache {entry}";
        return new PlannedStep(command, $"Downloads what {entry} imports{(source.Has("deno.lock") ? ", as deno.lock has it" : "")}")
        {
            Cache = source.Read("deno.lock") is { } locked && !source.Has("package.json")
                ? new DependencyCache([Downloads], [command, locked], [ShellStep.Of($"export DENO_DIR=\"$PWD/{Downloads}\"; {command}")], null)
                : null,
        };
    }

    private static IReadOnlyList<string> Tasks(SourceTree source)
    {
        try
        {
            using var json = JsonDocument.Parse(source.Read("deno.json") ?? source.Read("deno.jsonc") ?? "{}", Lenient);
            return json.RootElement.ValueKind == JsonValueKind.Object && json.RootElement.TryGetProperty("tasks", out var tasks) && tasks.ValueKind == JsonValueKind.Object
                ? [.. tasks.EnumerateObject().Select(t => t.Name)]
                : [];
        }
        catch (JsonException)
        {
            // Deno says what is wrong with it when it installs.
            return [];
        }
    }
}
