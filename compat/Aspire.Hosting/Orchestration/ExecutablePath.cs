namespace Aspire.Hosting.Orchestration;

/// <summary>Looks a command up as a shell would.</summary>
internal static class ExecutablePath
{
    private const UnixFileMode AnyExecute = UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;

    /// <param name="command">A name, or a path that is absolute or relative to <paramref name="directory"/>.</param>
    /// <param name="directory">The working directory.</param>
    /// <param name="searchPath">The value of PATH; this process's own by default.</param>
    public static string? Find(string command, string directory = "/", string? searchPath = null)
    {
        if (command.Contains('/', StringComparison.Ordinal))
        {
            var path = Path.GetFullPath(command, directory);
            return IsExecutable(path) ? path : null;
        }

        var directories = (searchPath ?? Environment.GetEnvironmentVariable("PATH") ?? string.Empty).Split(':', StringSplitOptions.RemoveEmptyEntries);
        return directories.Select(d => Path.Combine(Path.GetFullPath(d, directory), command)).FirstOrDefault(IsExecutable);
    }

    /// <exception cref="DistributedApplicationException">The command is missing on this machine.</exception>
    public static string Require(string command)
        => Find(command) ?? throw new DistributedApplicationException($"The command '{command}' was not found in PATH; it is needed to run child processes.");

    private static bool IsExecutable(string path) => File.Exists(path) && (File.GetUnixFileMode(path) & AnyExecute) != UnixFileMode.None;
}
