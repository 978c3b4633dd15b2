using DeployMcp.Planning.Plans;

namespace DeployMcp.Planning.Containers.BuildKit;

/// <summary>The argument list of <c>railpack prepare</c> (its CLI reference; a version of September 2025 or later), which writes the plan that its frontend builds.</summary>
public static class RailpackCommand
{
    public const string PlanFile = "railpack-plan.json";

    /// <summary>Its only way to be told how to install.</summary>
    public const string InstallVariable = "RAILPACK_INSTALL_CMD";

    /// <param name="variables">Names only: it takes the values from its own environment.</param>
    public static IReadOnlyList<string> Prepare(string directory, string planFile, PlanSettings settings, IEnumerable<string> variables) =>
    [
        "prepare", directory, "--plan-out", planFile, "--hide-pretty-plan",
        .. settings.BuildCommand is { } build ? (string[])["--build-cmd", build] : [],
        .. settings.StartCommand is { } start ? (string[])["--start-cmd", start] : [],
        .. variables.SelectMany(v => (string[])["--env", v]),
    ];
}
