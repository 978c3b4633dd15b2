using System.Text.Json;

namespace DeployMcp.AppHost.Publishing;

/// <summary>What is read of the published manifest (schema aspire-8.0.json): projects and parameters.</summary>
internal sealed record AspireManifest(IReadOnlyDictionary<string, ManifestResource> Resources)
{
    /// <exception cref="ManifestException">The file isn't there or is no manifest.</exception>
    public static AspireManifest Load(string path)
    {
        try
        {
            return Parse(File.ReadAllText(path));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException)
        {
            throw new ManifestException($"{path} can't be read ({e.Message}). Write it with: dotnet run --project DeployMcp.AppHost -- --publisher manifest --output-path aspire-manifest.json", e);
        }
    }

    /// <exception cref="JsonException">The text is no manifest.</exception>
    public static AspireManifest Parse(string json)
    {
        using var document = JsonDocument.Parse(json);
        return document.RootElement.TryGetProperty("resources", out var resources) && resources.ValueKind == JsonValueKind.Object
            ? new AspireManifest(resources.EnumerateObject().ToDictionary(r => r.Name, r => ManifestResource.Read(r.Value), StringComparer.OrdinalIgnoreCase))
            : throw new JsonException("The object 'resources' is missing.");
    }

    /// <exception cref="ManifestException">There is none of this name.</exception>
    public ManifestResource Resource(string name)
        => Resources.GetValueOrDefault(name) ?? throw new ManifestException($"The manifest has no resource '{name}'.");
}

/// <param name="Path">A project's file, relative to the manifest.</param>
/// <param name="Env">In the manifest's order.</param>
/// <param name="Input">Null for what is no parameter.</param>
internal sealed record ManifestResource(
    string Type,
    string? Path,
    IReadOnlyList<string> Args,
    IReadOnlyList<KeyValuePair<string, string>> Env,
    IReadOnlyDictionary<string, ManifestBinding> Bindings,
    ParameterInput? Input)
{
    public static ManifestResource Read(JsonElement resource)
    {
        var input = Object(Object(resource, "inputs"), "value");
        return new ManifestResource(
            Text(resource, "type") ?? throw new JsonException("A resource has no type."),
            Text(resource, "path"),
            resource.TryGetProperty("args", out var args) ? [.. args.EnumerateArray().Select(a => a.GetString()!)] : [],
            [.. Properties(resource, "env").Select(e => KeyValuePair.Create(e.Name, e.Value.GetString()!))],
            Properties(resource, "bindings").ToDictionary(b => b.Name, b => ManifestBinding.Read(b.Value), StringComparer.OrdinalIgnoreCase),
            input is { } value ? new ParameterInput(Text(Object(value, "default"), "value")) : null);
    }

    private static JsonProperty[] Properties(JsonElement owner, string name)
        => Object(owner, name) is { } value ? [.. value.EnumerateObject()] : [];

    private static JsonElement? Object(JsonElement? owner, string name)
        => owner is { ValueKind: JsonValueKind.Object } value && value.TryGetProperty(name, out var found) ? found : null;

    private static string? Text(JsonElement? owner, string name) => Object(owner, name)?.GetString();
}

internal sealed record ManifestBinding(string Scheme, int? Port, int? TargetPort, bool External)
{
    public static ManifestBinding Read(JsonElement binding) => new(
        binding.GetProperty("scheme").GetString()!,
        Number(binding, "port"),
        Number(binding, "targetPort"),
        binding.TryGetProperty("external", out var external) && external.GetBoolean());

    private static int? Number(JsonElement owner, string name) => owner.TryGetProperty(name, out var number) ? number.GetInt32() : null;
}

/// <param name="Default">Null when the operator supplies the value where the binaries run.</param>
internal sealed record ParameterInput(string? Default);

/// <summary>The manifest doesn't describe what is to be generated from it; the message says what is missing.</summary>
internal sealed class ManifestException(string message, Exception? inner = null) : Exception(message, inner);
