using System.Diagnostics;
using DeployMcp.Platform.Builders.Processes;

namespace DeployMcp.Platform.Builders;

/// <summary>The directory of one build: the checkout, which becomes the release, beside a home and a place for temporary files.</summary>
public sealed class BuildWorkspace
{
    /// <summary>How the names of workspaces begin in which shared dependencies are installed.</summary>
    public const string InstallPrefix = "install-";

    private BuildWorkspace(string root) => Root = root;

    public string Root { get; }

    public string Source => Path.Combine(Root, "source");

    public string Home => Path.Combine(Root, "home");

    public string Temp => Path.Combine(Root, "tmp");

    /// <summary>An empty one, whatever an earlier attempt has left.</summary>
    /// <param name="owner">Null where the platform isn't root.</param>
    public static BuildWorkspace Create(string root, int? owner)
    {
        var workspace = new BuildWorkspace(root);
        workspace.Delete();
        Directory.CreateDirectory(root, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        foreach (var directory in (string[])[workspace.Home, workspace.Temp, workspace.Source])
        {
            Directory.CreateDirectory(directory);
        }

        if (owner is { } uid)
        {
            foreach (var directory in (string[])[root, workspace.Home, workspace.Temp, workspace.Source])
            {
                Posix.ChangeOwner(directory, uid);
            }
        }

        return workspace;
    }

    public void Delete()
    {
        if (Directory.Exists(Root))
        {
            TreeRemoval.Run(Root);
        }
    }

    /// <summary>Bytes that the workspace takes on disk, links counted once each time.</summary>
    public long Measure() => DirectorySize.Of(Root);

    /// <summary>Gives what belongs to <paramref name="from"/> below a directory to <paramref name="to"/>; what is shared stays root's.</summary>
    internal static async Task ChangeOwnerAsync(string directory, int? from, int to, CancellationToken cancellationToken)
    {
        string[] only = from is { } owner ? [$"--from={owner}"] : [];
        await RunAsync("chown", ["-Rh", .. only, $"{to}:{to}", "--", directory], cancellationToken);
    }

    internal static async Task RunAsync(string program, IReadOnlyList<string> arguments, CancellationToken cancellationToken)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true })
            ?? throw new InvalidOperationException($"{program} did not start.");
        var errors = await process.StandardError.ReadToEndAsync(cancellationToken);
        await process.WaitForExitAsync(cancellationToken);
        if (process.ExitCode != 0)
        {
            throw new IOException($"{program} ended with {process.ExitCode}: {errors.Trim()}");
        }
    }
}
