using System.Globalization;
using System.Text;
using DeployMcp.Domain.Services;

namespace DeployMcp.Platform.Builders.Images;

/// <summary>
/// What a build's steps mount as secrets, as files for this user only which go with the workspace. Not in the client's
/// environment: a service's variables together are larger than one may be, and their names may mean something to the client.
/// </summary>
internal static class BuildSecretFiles
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <returns>Absolute paths by secret's id.</returns>
    public static async Task<IReadOnlyList<KeyValuePair<string, string>>> WriteAsync(
        IReadOnlyList<EnvVar> secrets, BuildWorkspace workspace, CancellationToken cancellationToken)
    {
        var directory = Directory.CreateDirectory(Path.Combine(workspace.Root, "secrets"), OwnerOnly | UnixFileMode.UserExecute).FullName;
        var files = new List<KeyValuePair<string, string>>();
        foreach (var secret in secrets)
        {
            var path = Path.Combine(directory, files.Count.ToString(CultureInfo.InvariantCulture));
            await using var stream = new FileStream(path, new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, UnixCreateMode = OwnerOnly });
            await stream.WriteAsync(Encoding.UTF8.GetBytes(secret.Value.Reveal()), cancellationToken);
            files.Add(new(secret.Key, path));
        }

        return files;
    }
}
