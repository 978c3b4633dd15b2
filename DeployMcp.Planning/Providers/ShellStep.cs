using DeployMcp.Planning.Plans;

namespace DeployMcp.Planning.Providers;

/// <summary>A line that a user or a manifest wrote for a shell. It goes to <c>sh -c</c> as one argument, never through quoting of ours.</summary>
internal static class ShellStep
{
    public static IReadOnlyDictionary<string, string> NoEnvironment { get; } = new Dictionary<string, string>(StringComparer.Ordinal);

    public static BuildStep Of(string line) => new(["sh", "-c", line], line, NoEnvironment);

    public static BuildStep? OfOptional(string? line) => line is null ? null : Of(line);
}
