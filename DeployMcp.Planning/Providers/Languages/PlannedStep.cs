using DeployMcp.Planning.Plans;

namespace DeployMcp.Planning.Providers.Languages;

/// <summary>A line for <c>sh -c</c> in the plan's directory, and why it is that one.</summary>
/// <param name="Tools">Programs that it needs; none where the user wrote the line.</param>
internal sealed record PlannedStep(string Line, string Reason, params IReadOnlyList<string> Tools)
{
    /// <summary>As the log shows it, where the line itself says too much.</summary>
    public string? Shown { get; init; }

    /// <summary>What is handed to the line as <c>$1</c> and so on, for texts that no quoting should touch.</summary>
    public IReadOnlyList<string> Arguments { get; init; } = [];

    /// <summary>Of an install only.</summary>
    public DependencyCache? Cache { get; init; }

    public static PlannedStep? OfUser(string? line, string setting) => line is null ? null : new PlannedStep(line, $"{setting}: {line}") { Shown = line };

    /// <param name="prelude">What every line of the language needs first; empty or ending in a separator.</param>
    public IReadOnlyList<string> Command(string prelude)
        => Arguments.Count == 0 ? ["sh", "-c", prelude + Line] : ["sh", "-c", prelude + Line, "sh", .. Arguments];

    public BuildStep ToBuildStep(string prelude, IReadOnlyDictionary<string, string> environment) => new(Command(prelude), Shown ?? Line, environment);
}
