using System.Reflection;

namespace DeployMcp.AppHost.Production;

/// <summary>The manifest is a file of the repository: a relative <c>--output-path</c> starts there, wherever the command is given.</summary>
internal static class ManifestArguments
{
    private const string OutputPath = "--output-path";

    /// <summary>The checkout's root; the AppHost's project lies directly below it.</summary>
    public static string RepositoryRoot { get; } = Path.GetFullPath(Path.Combine(
        typeof(ManifestArguments).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
            .First(a => string.Equals(a.Key, "apphostprojectpath", StringComparison.OrdinalIgnoreCase)).Value!,
        ".."));

    public static string[] FromRepository(string[] args)
        => [.. args.Select((argument, i) =>
            i > 0 && args[i - 1] == OutputPath ? Path.GetFullPath(argument, RepositoryRoot)
            : argument.StartsWith(OutputPath + "=", StringComparison.Ordinal) ? $"{OutputPath}={Path.GetFullPath(argument[(OutputPath.Length + 1)..], RepositoryRoot)}"
            : argument)];
}
