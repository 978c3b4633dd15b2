using DeployMcp.Planning.Plans;
using DeployMcp.Planning.Source;

namespace DeployMcp.Planning.Providers;

/// <summary>One way to build and run source. A new one is a class here and a line in <see cref="ProviderRegistry"/>.</summary>
internal interface IProvider
{
    string Name { get; }

    /// <summary>The files by which it recognises its own, for the message when nothing fits.</summary>
    string LooksFor { get; }

    /// <summary>Why this source is the provider's, or null when it isn't.</summary>
    string? Detect(SourceTree source, PlanSettings settings);

    /// <summary>Called after <see cref="Detect"/> said yes. The planner fills in the directories and the reason for the detection.</summary>
    BuildPlan Plan(SourceTree source, PlanSettings settings);
}
