using DeployMcp.Domain.Services;
using DeployMcp.Planning.Plans;
using DeployMcp.Planning.Source;

namespace DeployMcp.Tests.Planning;

/// <summary>A source tree and settings, in short.</summary>
public sealed record PlanCase(params (string Path, string Text)[] Files)
{
    public static readonly PlanSettings Defaults = new(BuildPack.Railpack, null, null, null, null, null);

    public PlanSettings Settings { get; init; } = Defaults;

    public SourceTree Tree => new(
        Files.Select(f => f.Path),
        Files.Where(f => SourceTree.IsManifest(f.Path)).ToDictionary(f => f.Path, f => f.Text, StringComparer.Ordinal));

    public BuildPlan Plan() => BuildPlanner.Plan(Tree, Settings);
}
