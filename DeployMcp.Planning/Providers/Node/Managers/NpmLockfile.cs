using System.Text.Json;
using System.Text.Json.Nodes;

namespace DeployMcp.Planning.Providers.Node.Managers;

/// <summary>What planning reads in a package-lock.json of version 2 or 3; nothing in one that can't be read, about which npm speaks itself.</summary>
internal sealed class NpmLockfile
{
    private const string Folder = "node_modules/";

    private readonly JsonObject _packages;

    private NpmLockfile(JsonObject packages) => _packages = packages;

    public static NpmLockfile Read(string? text)
    {
        try
        {
            return new NpmLockfile(text is null ? [] : (JsonNode.Parse(text) as JsonObject)?["packages"] as JsonObject ?? []);
        }
        catch (Exception e) when (e is JsonException or ArgumentException)
        {
            return new NpmLockfile([]);
        }
    }

    /// <summary>The range of Node.js that an installed direct dependency needs.</summary>
    public string? NodeOf(string dependency)
        => ((_packages[Folder + dependency] as JsonObject)?["engines"] as JsonObject)?["node"] is JsonValue value && value.TryGetValue<string>(out var range) ? range : null;

    /// <summary>
    /// An optional package that the lockfile leaves out. npm writes such lockfiles where packages for other machines were not to be
    /// had, and npm ci refuses them; npm install takes them, at the versions that they name.
    /// </summary>
    public string? LeftOut()
    {
        var present = _packages.Select(p => p.Key.LastIndexOf(Folder, StringComparison.Ordinal) is >= 0 and var at ? p.Key[(at + Folder.Length)..] : "").ToHashSet(StringComparer.Ordinal);
        return _packages.Select(p => (p.Value as JsonObject)?["optionalDependencies"]).OfType<JsonObject>()
            .SelectMany(o => o).Select(o => o.Key).FirstOrDefault(name => !present.Contains(name));
    }
}
