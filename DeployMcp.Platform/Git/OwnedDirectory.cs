using System.Diagnostics;
using System.Globalization;
using DeployMcp.Planning.Sandbox;

namespace DeployMcp.Platform.Git;

/// <summary>
/// Directories that belong to an unprivileged uid. Once one does, only that uid walks through it: its owner may swap any part
/// of it for a link at any moment, and nothing of ours may follow.
/// </summary>
internal static class OwnedDirectory
{
    public static async Task CreateAsync(string path, int? uid, CancellationToken cancellationToken)
    {
        if (uid is { } id)
        {
            await RunAsync(["install", "-d", "-m", "0700", "-o", Text(id), "-g", Text(id), "--", path], cancellationToken);
        }
        else
        {
            Directory.CreateDirectory(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
    }

    /// <summary>Hands a tree of ours over.</summary>
    public static async Task GiveAsync(string path, int? uid, CancellationToken cancellationToken)
    {
        if (uid is { } id)
        {
            await RunAsync(["chown", "-R", "--no-dereference", $"{Text(id)}:{Text(id)}", "--", path], cancellationToken);
        }
    }

    /// <summary>Removes a tree inside a directory that is the uid's too.</summary>
    public static async Task RemoveAsync(string path, int? uid, CancellationToken cancellationToken)
        => await RunAsync(SandboxCommand.Wrap(new SandboxOptions(uid), ["rm", "-rf", "--one-file-system", "--", path]), cancellationToken);

    private static string Text(int id) => id.ToString(CultureInfo.InvariantCulture);

    private static async Task RunAsync(IReadOnlyList<string> command, CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo(command[0], command.Skip(1)) { RedirectStandardError = true, WorkingDirectory = "/" };
        using var process = Process.Start(start) ?? throw new InvalidOperationException($"{command[0]} did not start.");
        var errors = await process.StandardError.ReadToEndAsync(cancellationToken);
        await process.WaitForExitAsync(cancellationToken);
        if (process.ExitCode != 0)
        {
            throw new IOException($"{string.Join(' ', command)} failed: {errors.Trim()}");
        }
    }
}
