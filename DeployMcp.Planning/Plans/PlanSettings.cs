using DeployMcp.Domain.Services;

namespace DeployMcp.Planning.Plans;

/// <summary>What the user decided about the build. It always wins over what a provider finds.</summary>
public sealed record PlanSettings(
    BuildPack BuildPack,
    string? InstallCommand,
    string? BuildCommand,
    string? StartCommand,
    string? PublishDirectory,
    string? RootDirectory)
{
    public static PlanSettings Of(ServiceSpec spec) => new(
        spec.BuildPack, spec.InstallCommand, spec.BuildCommand, spec.StartCommand, spec.PublishDirectory, spec.RootDirectory);
}
