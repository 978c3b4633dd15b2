using DeployMcp.Domain.Failures;
using DeployMcp.Planning.Plans;

namespace DeployMcp.Planning.Providers.Node.Frameworks;

/// <summary>What is known of a framework's app beyond its own scripts.</summary>
/// <param name="Name">As people call it.</param>
/// <param name="Because">What it was recognised by.</param>
internal sealed record Framework(string Name, string Because)
{
    /// <summary>Where the app has no build script.</summary>
    public string? Build { get; init; }

    /// <summary>A program that serves what the build left; null when that is a site.</summary>
    public string? Start { get; init; }

    /// <summary>Where the build leaves pages; null when it leaves a server.</summary>
    public SiteOutput? Site { get; init; }

    /// <summary>Start scripts which <see cref="Start"/> does better: what they run is made for a look at the build, or serves it badly.</summary>
    public IReadOnlyList<string> ReplacedStarts { get; init; } = [];

    /// <summary>A shell line to run after the build.</summary>
    public string? AfterBuild { get; init; }

    /// <summary>Assignments in front of the build, of which the user's variables can't know.</summary>
    public string? BuildPrefix { get; init; }

    public IReadOnlyDictionary<string, string> BuildEnvironment { get; init; } = ShellStep.NoEnvironment;

    /// <summary>Beside those which every Node.js app gets.</summary>
    public IReadOnlyDictionary<string, string> RuntimeEnvironment { get; init; } = ShellStep.NoEnvironment;

    /// <summary>What its builds hand on to each other.</summary>
    public IReadOnlyList<BuildCache> Caches { get; init; } = [];

    /// <summary>Versions of Node.js that the framework's current releases run on.</summary>
    public string? Node { get; init; }

    /// <summary>Why its build can't run here, unless the user says otherwise by a command or directory.</summary>
    public Func<DeploymentFailureException>? Refusal { get; init; }

    /// <summary>Node.js releases that all of today's frameworks support.</summary>
    public const string MaintainedNode = "^22.22.3 || ^24.15.0 || >=26.0.0";
}
