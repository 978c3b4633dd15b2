using DeployMcp.Planning.Plans;

namespace DeployMcp.Platform.Builders;

public sealed class BuilderSelection(IEnumerable<IBuilder> builders)
{
    private readonly IReadOnlyList<IBuilder> _builders = [.. builders];

    public IBuilder For(BuildPlan plan) => _builders.Single(b => b.Builds(plan));
}
