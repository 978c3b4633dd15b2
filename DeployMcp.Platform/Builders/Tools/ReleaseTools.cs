using DeployMcp.Planning.Plans;
using DeployMcp.Planning.Runtime;
using DeployMcp.Platform.Builders.Dependencies;

namespace DeployMcp.Platform.Builders.Tools;

/// <summary>
/// Puts the fetched programs that an app runs on into its release, so that it starts wherever the release is: as links, which
/// take no space, and belong to root like what they link to.
/// </summary>
internal static class ReleaseTools
{
    private const string Folder = ".deploymcp";
    private const UnixFileMode Readable = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute
        | UnixFileMode.GroupRead | UnixFileMode.GroupExecute | UnixFileMode.OtherRead | UnixFileMode.OtherExecute;

    public static BuiltRelease Add(BuiltRelease release, Toolchain toolchain)
    {
        var programs = toolchain.Programs.Where(p => p.AtRuntime).ToList();
        if (release.Process is not { } process || programs.Count == 0)
        {
            return release;
        }

        var folder = Path.Combine(release.Directory, Folder);
        Clear(folder);
        Directory.CreateDirectory(folder);
        File.SetUnixFileMode(folder, Readable);
        foreach (var program in programs)
        {
            TreeCopy.Run(program.Directory, Path.Combine(folder, program.Name), link: true, owner: null);
        }

        return release with { Process = process with { Command = Wrap(process, programs) } };
    }

    /// <summary>Where the release will be is only known where it runs: the command finds its tools from its working directory.</summary>
    private static IReadOnlyList<string> Wrap(RevisionProcess process, IEnumerable<FetchedProgram> programs)
    {
        var up = string.Concat(process.WorkingDirectory.Split('/', StringSplitOptions.RemoveEmptyEntries).Select(_ => "../"));
        var path = string.Concat(programs.Select(p => $"${NpmTool.DirectoryVariable}/{p.Name}/{p.Binaries}:"));
        return ["sh", "-c", $"export {NpmTool.DirectoryVariable}=\"$PWD/{up}{Folder}\"; export PATH=\"{path}$PATH\"; exec \"$@\"", "sh", .. process.Command];
    }

    /// <summary>Whatever the checkout brought under this name; a link is removed, not followed.</summary>
    private static void Clear(string path)
    {
        if (new FileInfo(path) is { LinkTarget: not null } or { Exists: true })
        {
            File.Delete(path);
        }
        else if (Directory.Exists(path))
        {
            TreeRemoval.Run(path);
        }
    }
}
