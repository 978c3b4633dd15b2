using System.Text.Json;
using DeployMcp.Planning.Containers;
using DeployMcp.Planning.Runtime;
using DeployMcp.Platform.Builders.Processes;

namespace DeployMcp.Platform.Builders.Images;

/// <param name="Architecture">As Go names it.</param>
/// <param name="ExposedPort">The lowest TCP port that it exposes, also one that its base image does.</param>
internal sealed record BuiltImage(string Id, string Architecture, bool StartsSomething, int? ExposedPort, long Bytes);

/// <summary>The engine's images of releases. Without an engine there are none, which is no error.</summary>
public sealed class ImageStore(DockerEngine engine, BuildOptions options) : IReleaseImages
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <summary>Tells this platform's images from those of another one on the same engine.</summary>
    internal string Platform => BuildUser.MarkOf(options.ArtifactDirectory).Split('=')[1];

    public bool AreAllReleases => false;

    /// <summary>One that a registry holds is none of this engine's.</summary>
    public async Task<bool> ExistsAsync(string artifact, RevisionImage image, CancellationToken cancellationToken)
        => image.Reference is null && await AskAsync(["image", "inspect", "--format", "{{.Id}}", ImageName.Of(artifact)], cancellationToken) is { Succeeded: true };

    /// <returns>False when it is still used: try again when its containers are gone.</returns>
    public async Task<bool> TryRemoveAsync(string artifact, CancellationToken cancellationToken)
        => await AskAsync(["image", "rm", ImageName.Of(artifact)], cancellationToken) is not { Succeeded: false } answer
            || answer.Errors.Contains("No such image", StringComparison.OrdinalIgnoreCase);

    /// <summary>The artifacts of all images of this platform.</summary>
    public async Task<IReadOnlyList<string>> ListAsync(CancellationToken cancellationToken)
    {
        var answer = await AskAsync(
            ["image", "ls", "--filter", $"label={ImageName.PlatformLabel}={Platform}", "--format", "{{.Repository}}:{{.Tag}}"], cancellationToken);
        return answer is { Succeeded: true } ? [.. answer.Output.Split('\n').Select(n => ImageName.ArtifactOf(n.Trim())).OfType<string>()] : [];
    }

    /// <exception cref="IOException">The engine does not show what it has just built.</exception>
    internal async Task<BuiltImage> InspectAsync(string id, CancellationToken cancellationToken)
    {
        var answer = await AskAsync(["image", "inspect", "--format", "{{json .}}", id], cancellationToken);
        return answer is { Succeeded: true } ? Read(id, answer.Output) : throw new IOException($"The engine does not show image {id}: {answer?.Problem}");
    }

    private static BuiltImage Read(string id, string json)
    {
        using var document = JsonDocument.Parse(json);
        var image = document.RootElement;
        var config = image.GetProperty("Config");
        int? port = config.TryGetProperty("ExposedPorts", out var ports) && ports.ValueKind == JsonValueKind.Object
            ? ports.EnumerateObject().Select(p => p.Name.Split('/')).Where(p => p is [_, "tcp"]).Select(p => (int?)int.Parse(p[0])).Min()
            : null;
        return new BuiltImage(
            id, image.GetProperty("Architecture").GetString()!, HasWords(config, "Entrypoint") || HasWords(config, "Cmd"), port, image.GetProperty("Size").GetInt64());
    }

    private static bool HasWords(JsonElement config, string name)
        => config.TryGetProperty(name, out var words) && words.ValueKind == JsonValueKind.Array && words.GetArrayLength() > 0;

    /// <returns>Null when there is no engine.</returns>
    private async Task<EngineAnswer?> AskAsync(IReadOnlyList<string> arguments, CancellationToken cancellationToken)
        => (await engine.FindAsync(cancellationToken)).Client is { } client
            ? await engine.Process.AskAsync(client.Program, arguments, Patience, cancellationToken)
            : null;
}
