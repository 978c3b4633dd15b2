using System.Text.RegularExpressions;

namespace DeployMcp.AppHost.Publishing;

/// <summary>One program of the manifest, with its values resolved.</summary>
/// <param name="Port">Where it listens in its container.</param>
/// <param name="IsExternal">Whether anybody outside talks to it.</param>
internal sealed partial record Binary(string Name, string Assembly, string Image, IReadOnlyList<string> Args, IReadOnlyList<Variable> Variables, int? Port, bool IsExternal)
{
    /// <param name="images">The registry and tag that the images are published under.</param>
    /// <exception cref="ManifestException">The manifest has no such project.</exception>
    public static Binary From(AspireManifest manifest, string name, ImageSource images)
    {
        var resource = manifest.Resource(name);
        var assembly = Path.GetFileNameWithoutExtension(resource.Path) ?? throw new ManifestException($"The resource '{name}' is no project.");
        return new Binary(
            name, assembly, images.Of(Repository(assembly)), resource.Args, new ManifestValues(manifest).VariablesOf(resource),
            resource.Bindings.GetValueOrDefault("http")?.TargetPort, resource.Bindings.Values.Any(b => b.External));
    }

    /// <summary>DeployMcp.DeployerServer → deploy-mcp/deployer-server, as Containers.targets names the images.</summary>
    public static string Repository(string assembly) => "deploy-mcp/" + WordStart().Replace(assembly.Split('.')[^1], "-").ToLowerInvariant();

    [GeneratedRegex("(?<=[a-z])(?=[A-Z])", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex WordStart();
}

/// <summary>Where the binaries' images are.</summary>
internal sealed record ImageSource(string Registry, string Tag)
{
    public string Of(string repository) => $"{Registry}/{repository}:{Tag}";
}
