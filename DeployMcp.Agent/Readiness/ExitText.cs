using System.Text.RegularExpressions;

namespace DeployMcp.Agent.Readiness;

/// <summary>What an exit code and a service's last lines say about why it ended.</summary>
internal static partial class ExitText
{
    private const int SignalBase = 128;

    private static readonly Dictionary<int, string> Signals = new()
    {
        [1] = "SIGHUP",
        [2] = "SIGINT",
        [3] = "SIGQUIT",
        [4] = "SIGILL",
        [5] = "SIGTRAP",
        [6] = "SIGABRT",
        [7] = "SIGBUS",
        [8] = "SIGFPE",
        [9] = "SIGKILL",
        [11] = "SIGSEGV",
        [13] = "SIGPIPE",
        [15] = "SIGTERM",
        [24] = "SIGXCPU",
        [25] = "SIGXFSZ",
        [31] = "SIGSYS",
    };

    public static string Describe(int? exitCode) => exitCode switch
    {
        null => "ended",
        > SignalBase when Signals.TryGetValue(exitCode.Value - SignalBase, out var signal) => $"was killed by {signal} (exit code {exitCode})",
        _ => $"exited with code {exitCode}",
    };

    /// <summary>The module that Node.js, Python, Ruby, Java, PHP or .NET said it lacks.</summary>
    public static string? MissingModule(IEnumerable<string> lines)
        => lines.Select(line => Module().Match(line)).FirstOrDefault(match => match.Success)?.Groups[1].Value;

    /// <summary>
    /// The program that a shell or the launcher did not find. Exit codes 126 and 127 say so; a shell says "Permission denied" of
    /// a bare name when a directory of PATH can't be searched.
    /// </summary>
    public static string? MissingProgram(int? exitCode, IEnumerable<string> lines)
        => exitCode is not (126 or 127) ? null : lines.Select(line => Program().Match(line)).LastOrDefault(match => match.Success)?.Groups.Values.Last(group => group.Success).Value;

    public static bool SaysAddressInUse(IEnumerable<string> lines, int port)
        => lines.Any(line => AddressInUse().IsMatch(line)) && lines.Any(line => line.Contains(port.ToString(), StringComparison.Ordinal));

    /// <summary>A runtime whose own limit was reached before anyone had to kill it.</summary>
    public static bool SaysOutOfMemory(IEnumerable<string> lines) => lines.Any(line => OutOfMemory().IsMatch(line));

    [GeneratedRegex(@"heap out of memory|^MemoryError\b|java\.lang\.OutOfMemoryError|OutOfMemoryException|runtime: out of memory|Allowed memory size of [0-9]+ bytes exhausted|failed to allocate memory \(NoMemoryError\)|^memory allocation of [0-9]+ bytes failed", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex OutOfMemory();

    [GeneratedRegex("""(?:Cannot find (?:module|package)|No module named|cannot load such file --|Could not load file or assembly|NoClassDefFoundError:|ClassNotFoundException:|Uncaught Error: Class) '?"?([^'"\s,]+)""", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Module();

    [GeneratedRegex(@"(?:^|\s)([^\s:]+): (?:command not found|not found|No such file)|(?:^|\s)([^\s:/]+): Permission denied", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Program();

    [GeneratedRegex("EADDRINUSE|address (?:already )?in use", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase | RegexOptions.NonBacktracking)]
    private static partial Regex AddressInUse();
}
