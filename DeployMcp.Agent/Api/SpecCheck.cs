using System.Text.RegularExpressions;
using DeployMcp.Agent.Revisions;
using DeployMcp.Planning.Runtime;
using DeployMcp.Planning.Sandbox;

namespace DeployMcp.Agent.Api;

/// <summary>The API's caller is trusted, but what it hands over stems from users: nothing of it may lead out of a release.</summary>
internal static partial class SpecCheck
{
    /// <returns>What is wrong with it, or null.</returns>
    public static string? Find(RevisionSpec spec, RevisionKey key) => spec switch
    {
        _ when spec.ServiceId != key.Service || spec.DeploymentId != key.Deployment => "The ids of the body are not those of the path.",
        _ when !IsArtifact(spec.Artifact) => "The artifact is no safe path segment.",
        _ when Kinds(spec) != 1 => "Give either a process, a static site or an image.",
        { Image: { } image } when !IsImage(image) => "The image is no sha256 digest, or its command or port can't be.",
        { Process: { } process } when process.Command is not { Count: > 0 } || process.Command.Any(part => part is null || part.Contains('\0', StringComparison.Ordinal)) =>
            "The command is empty or holds a NUL.",
        _ when spec.Image is null && !IsBelow(spec.Process?.WorkingDirectory ?? spec.Static?.Directory) => "The directory is not within the release.",
        _ when spec.Environment?.All(variable => variable.Value is not null && SandboxEnvironment.IsValid(variable.Key, variable.Value)) != true =>
            "The environment is missing, or one of its variables can't be set.",
        { DeclaredPort: < 1 or > 65535 } => "The declared port is out of range.",
        { MemoryMiB: < 1 } or { CpuMillis: < 1 } or { Slot: < 0 or > 1_000_000_000 } => "A limit or the slot is out of range.",
        _ => null,
    };

    private static int Kinds(RevisionSpec spec) => (spec.Process is null ? 0 : 1) + (spec.Static is null ? 0 : 1) + (spec.Image is null ? 0 : 1);

    private static bool IsImage(RevisionImage image)
        => image.Id is not null && Digest().IsMatch(image.Id)
            && image.Command?.All(part => part?.Contains('\0', StringComparison.Ordinal) == false) != false
            && image is { Command: null or { Count: > 0 }, ExposedPort: null or (>= 1 and <= 65535) };

    private static bool IsArtifact(string? artifact) => artifact is { Length: <= 200 } && Artifact().IsMatch(artifact);

    private static bool IsBelow(string? directory)
        => directory is not null && !Path.IsPathRooted(directory) && !directory.Split('/').Contains("..") && !directory.Contains('\0', StringComparison.Ordinal);

    [GeneratedRegex(@"^[A-Za-z0-9][A-Za-z0-9._-]*\z", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Artifact();

    [GeneratedRegex(@"^sha256:[0-9a-f]{64}\z", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Digest();
}
