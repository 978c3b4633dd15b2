using System.Security.Cryptography;
using System.Text;
using DeployMcp.Domain.Identity;
using DeployMcp.Planning.Sandbox;
using DeployMcp.Platform.Builders;
using DeployMcp.Platform.Builders.Images;
using DeployMcp.Platform.Builders.Processes;

namespace DeployMcp.Platform.Artifacts;

/// <summary>
/// Releases as directories, named by the hash of all that made them and so made once. One appears whole or not at all. The
/// name begins with the service's id: no two services share a release.
/// </summary>
public sealed class ArtifactStore(BuildOptions options)
{
    private const string Staging = ".staging-";
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    private string Root => Path.GetFullPath(options.ArtifactDirectory);

    /// <param name="inputs">Everything that decides the release, without any secret.</param>
    public static string NameOf(ServiceId serviceId, IEnumerable<string> inputs)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var input in inputs)
        {
            var bytes = Encoding.UTF8.GetBytes(input);
            hash.AppendData(BitConverter.GetBytes(bytes.LongLength));
            hash.AppendData(bytes);
        }

        return $"{serviceId}-{Convert.ToHexStringLower(hash.GetHashAndReset())[..32]}";
    }

    public bool Exists(string artifact) => Directory.Exists(PathOf(artifact));

    /// <summary>Whether its directory only stands for an image in the container engine.</summary>
    public bool IsImage(string artifact) => ImageRecord.IsIn(PathOf(artifact));

    /// <summary>Takes over the directory, which is moved. Does nothing when the release is there already.</summary>
    /// <param name="slot">The service's: its uid owns the release where the platform is root.</param>
    public async Task PublishAsync(string artifact, string directory, int slot, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(Root);
        if (Exists(artifact))
        {
            return;
        }

        var staged = Path.Combine(Root, $"{Staging}{Guid.NewGuid():N}");
        await TreeMove.RunAsync(directory, staged, cancellationToken);
        if (Environment.IsPrivilegedProcess)
        {
            Posix.ChangeOwner(staged, SandboxCommand.UidOf(slot));
        }

        File.SetUnixFileMode(staged, OwnerOnly);
        try
        {
            Directory.Move(staged, PathOf(artifact));
        }
        catch (IOException) when (Exists(artifact))
        {
            TreeRemoval.Run(staged);
        }
    }

    public void Delete(string artifact) => TreeRemoval.Run(PathOf(artifact));

    public IReadOnlyList<string> List()
        => Directory.Exists(Root)
            ? [.. Directory.EnumerateDirectories(Root).Select(d => Path.GetFileName(d)).Where(n => !n.StartsWith('.')).Order(StringComparer.Ordinal)]
            : [];

    public IReadOnlyList<string> ListOf(ServiceId serviceId)
        => [.. List().Where(n => n.StartsWith($"{serviceId}-", StringComparison.Ordinal))];

    /// <summary>What a crash left half published. Only before the first build.</summary>
    public void SweepStaging()
    {
        if (Directory.Exists(Root))
        {
            foreach (var staged in Directory.EnumerateDirectories(Root, $"{Staging}*"))
            {
                TreeRemoval.Run(staged);
            }
        }
    }

    private string PathOf(string artifact)
        => artifact.Length > 0 && artifact[0] != '.' && !artifact.Contains('/', StringComparison.Ordinal)
            ? Path.Combine(Root, artifact)
            : throw new ArgumentException("A release's name is a single path segment.", nameof(artifact));
}
