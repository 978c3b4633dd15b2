using System.Text;
using System.Text.Json;

namespace DeployMcp.Platform.Registries;

/// <summary>
/// What Docker's own configuration, <c>config.json</c> in the directory of <c>DOCKER_CONFIG</c>, holds for a registry: how clusters
/// hand credentials to whoever pushes. Credential helpers are not run.
/// </summary>
public static class DockerCredentials
{
    private const string FileName = "config.json";

    /// <param name="directory">Null or empty for none.</param>
    /// <param name="registry">Host, with its port where it has one.</param>
    /// <returns>Null when it holds nothing for that registry.</returns>
    /// <exception cref="InvalidOperationException">One sentence: the file is there and is not what Docker writes.</exception>
    public static (string Username, string Password)? Find(string? directory, string registry)
    {
        if (string.IsNullOrEmpty(directory) || Path.Combine(directory, FileName) is var file && !File.Exists(file))
        {
            return null;
        }

        try
        {
            using var json = JsonDocument.Parse(File.ReadAllText(file));
            return json.RootElement.TryGetProperty("auths", out var auths) && auths.ValueKind == JsonValueKind.Object
                ? auths.EnumerateObject().Where(a => HostOf(a.Name) == registry).Select(a => Read(a.Value)).FirstOrDefault(c => c is not null)
                : null;
        }
        catch (Exception e) when (e is JsonException or FormatException or IOException or UnauthorizedAccessException)
        {
            throw new InvalidOperationException($"{file} can't be read as Docker's configuration: mend the secret that it comes from, or set Registry:Username and Registry:Password.", e);
        }
    }

    private static string HostOf(string key)
    {
        var host = key.IndexOf("://", StringComparison.Ordinal) is var scheme and >= 0 ? key[(scheme + 3)..] : key;
        return host.Split('/')[0];
    }

    private static (string Username, string Password)? Read(JsonElement entry)
    {
        if (Text(entry, "username") is { Length: > 0 } user && Text(entry, "password") is { } password)
        {
            return (user, password);
        }

        var both = Text(entry, "auth") is { Length: > 0 } auth ? Encoding.UTF8.GetString(Convert.FromBase64String(auth)).Split(':', 2) : [];
        return both is [var name, var secret] ? (name, secret) : null;
    }

    private static string? Text(JsonElement entry, string name)
        => entry.ValueKind == JsonValueKind.Object && entry.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
