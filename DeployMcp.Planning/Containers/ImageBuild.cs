using System.Text.Json.Serialization;

namespace DeployMcp.Planning.Containers;

/// <summary>What a container engine builds, and how the image is run.</summary>
/// <param name="Dockerfile">Relative to the plan's directory, which is the build's context.</param>
/// <param name="BaseImages">What it builds on and has to be found, here or in a registry.</param>
/// <param name="Arguments">Names that the Dockerfile declares with ARG: the user's variables of these names are handed to the build.</param>
/// <param name="Secrets">Names that a step mounts as a secret: the user's variables of these names are handed over as files.</param>
/// <param name="ExposedPort">The first TCP port of an EXPOSE of the last stage.</param>
/// <param name="Command">The user's start command; null to run what the image says.</param>
public sealed record ImageBuild(
    string Dockerfile,
    IReadOnlyList<string> BaseImages,
    IReadOnlyList<string> Arguments,
    IReadOnlyList<string> Secrets,
    int? ExposedPort,
    IReadOnlyList<string>? Command)
{
    /// <summary>The image of a frontend other than BuildKit's own, which the Dockerfile wants to be built by; null for none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Frontend { get; init; }
}
