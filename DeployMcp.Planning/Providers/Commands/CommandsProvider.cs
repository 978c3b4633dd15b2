using DeployMcp.Planning.Plans;
using DeployMcp.Planning.Runtime;
using DeployMcp.Planning.Source;

namespace DeployMcp.Planning.Providers.Commands;

/// <summary>Source of an unknown kind whose user says how it is started.</summary>
internal sealed class CommandsProvider : IProvider
{
    public string Name => "Commands";

    public string LooksFor => "a start_command or a Procfile with a web line";

    public string? Detect(SourceTree source, PlanSettings settings)
        => settings.StartCommand is not null ? "start_command is set" : ProcfileCommand.Web(source) is not null ? "Procfile has a web line" : null;

    public BuildPlan Plan(SourceTree source, PlanSettings settings)
    {
        var start = settings.StartCommand ?? ProcfileCommand.Web(source)!;
        return new BuildPlan(
            Name,
            [$"Starts with: {start}"],
            ["sh"],
            "",
            ShellStep.OfOptional(settings.InstallCommand) is { } install ? new InstallStep(install, null) : null,
            ShellStep.OfOptional(settings.BuildCommand),
            new RevisionProcess(["sh", "-c", start], ""),
            null,
            ShellStep.NoEnvironment);
    }
}
