using System.Text.Json;

namespace DeployMcp.Server.Mcp;

/// <summary>Single arguments of those that <see cref="ArgumentBinding"/> let through; null for one that was left out.</summary>
internal static class ArgumentReading
{
    public static string? Text(this IDictionary<string, JsonElement> arguments, string name)
        => arguments.TryGetValue(name, out var value) ? value.GetString() : null;

    public static IReadOnlyList<string>? Texts(this IDictionary<string, JsonElement> arguments, string name)
        => arguments.TryGetValue(name, out var value) ? value.Deserialize(ResultJson.Default.ListString) : null;

    public static int? Number(this IDictionary<string, JsonElement> arguments, string name)
        => arguments.TryGetValue(name, out var value) ? value.GetInt32() : null;
}
