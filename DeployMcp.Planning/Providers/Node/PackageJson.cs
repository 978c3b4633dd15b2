using System.Text.Json;
using System.Text.Json.Nodes;
using DeployMcp.Domain.Failures;
using DeployMcp.Planning.Source;

namespace DeployMcp.Planning.Providers.Node;

/// <summary>The fields of a package.json that matter here. Fields of a wrong type count as absent, as npm has it.</summary>
internal sealed class PackageJson
{
    private static readonly string[] DependencyFields =
    [
        "dependencies", "devDependencies", "optionalDependencies", "peerDependencies", "peerDependenciesMeta", "bundleDependencies",
        "bundledDependencies", "overrides", "engines", "os", "cpu", "resolutions", "dependenciesMeta", "trustedDependencies", "workspaces", "pnpm",
    ];

    private readonly JsonObject _json;

    private PackageJson(JsonObject json) => _json = json;

    public string Name => Text(_json["name"]) ?? "";

    public string Version => Text(_json["version"]) ?? "";

    public string? Main => Text(_json["main"]) is { } main ? main.StartsWith("./", StringComparison.Ordinal) ? main[2..] : main : null;

    public string? PackageManager => Text(_json["packageManager"]);

    public string? Type => Text(_json["type"]);

    public bool HasWorkspaces => _json["workspaces"] is not null;

    /// <summary>The patterns of the folders whose packages belong to this one (npm and yarn; pnpm has a file of its own).</summary>
    public IEnumerable<string> Workspaces
        => (_json["workspaces"] as JsonArray ?? (_json["workspaces"] as JsonObject)?["packages"] as JsonArray ?? []).Select(Text).OfType<string>();

    /// <summary>Patches are files of the checkout that change what is installed.</summary>
    public bool HasPatches => _json["patchedDependencies"] is not null || (_json["pnpm"] as JsonObject)?["patchedDependencies"] is not null;

    public static PackageJson? Read(SourceTree source)
    {
        if (source.Read("package.json") is not { } text)
        {
            return null;
        }

        try
        {
            return JsonNode.Parse(text.TrimStart('\uFEFF')) is JsonObject json ? new PackageJson(json) : throw new JsonException("It holds no JSON object.");
        }
        catch (Exception e) when (e is JsonException or ArgumentException)
        {
            throw new DeploymentFailureException(
                FailureCode.InstallFailed, "package.json can't be read.", e.Message, "Correct package.json and push again.");
        }
    }

    public string? Script(string name)
        => _json["scripts"] is JsonObject scripts && Text(scripts[name]) is { } script && !string.IsNullOrWhiteSpace(script) ? script : null;

    public bool DependsOn(params IEnumerable<string> packages)
        => packages.Any(p => _json["dependencies"] is JsonObject d && d.ContainsKey(p) || _json["devDependencies"] is JsonObject dev && dev.ContainsKey(p));

    /// <summary>The range which this package asks of a dependency; null when it isn't a direct one.</summary>
    public string? RangeOf(string dependency)
        => DependencyFields[..3].Select(f => Text((_json[f] as JsonObject)?[dependency])).FirstOrDefault(r => r is not null);

    /// <summary>Names of all direct dependencies.</summary>
    public IEnumerable<string> Dependencies => DependencyFields[..3].Select(f => _json[f]).OfType<JsonObject>().SelectMany(d => d).Select(d => d.Key);

    /// <summary>The range of a program's version that the package says it needs, for example of <c>node</c>.</summary>
    public string? Engine(string program) => Text((_json["engines"] as JsonObject)?[program]);

    /// <summary>The version that the tool Volta would take.</summary>
    public string? Volta(string program) => Text((_json["volta"] as JsonObject)?[program]);

    public bool HasDependencies => DependencyFields[..3].Any(f => _json[f] is JsonObject { Count: > 0 });

    /// <summary>Every version that a dependency is asked for in.</summary>
    public IEnumerable<string> DependencySpecifiers
        => DependencyFields[..3].Select(f => _json[f]).OfType<JsonObject>().SelectMany(d => d).Select(d => Text(d.Value) ?? "?");

    /// <summary>A package.json with nothing in it but what decides which dependencies are installed.</summary>
    /// <param name="isNamed">With its own name and version, by which other packages of a workspace depend on it, and its programs.</param>
    public string DependenciesOnly(bool isNamed = false)
    {
        var reduced = new JsonObject { ["name"] = isNamed ? Name : "dependencies", ["version"] = isNamed ? Version : "0.0.0", ["private"] = true };
        if (isNamed && _json["bin"] is { } programs)
        {
            reduced["bin"] = programs.DeepClone();
        }

        foreach (var field in DependencyFields)
        {
            if (_json[field] is { } value)
            {
                reduced[field] = value.DeepClone();
            }
        }

        return reduced.ToJsonString();
    }

    private static string? Text(JsonNode? node) => node is JsonValue value && value.TryGetValue<string>(out var text) ? text : null;
}
