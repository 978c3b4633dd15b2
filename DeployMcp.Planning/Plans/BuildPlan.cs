using System.Text.Json.Serialization;
using DeployMcp.Planning.Containers;
using DeployMcp.Planning.Runtime;

namespace DeployMcp.Planning.Plans;

/// <summary>How a source tree becomes a release and what is run or served of it. Exactly one of process, site and image is set.</summary>
/// <param name="Provider">For example <c>Node.js</c>.</param>
/// <param name="Reasons">What decided, each one line, for the deployment's log.</param>
/// <param name="Tools">Programs that must be on the builder's PATH.</param>
/// <param name="Directory">Where the steps run and what is published: relative to the checkout; empty for its root.</param>
/// <param name="RuntimeEnvironment">Defaults which the user's variables override; never a secret.</param>
public sealed record BuildPlan(
    string Provider,
    IReadOnlyList<string> Reasons,
    IReadOnlyList<string> Tools,
    string Directory,
    InstallStep? Install,
    BuildStep? Build,
    RevisionProcess? Process,
    SiteOutput? Site,
    IReadOnlyDictionary<string, string> RuntimeEnvironment)
{
    /// <summary>Set when a container engine builds it from a Dockerfile; the image is then what is run.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public ImageBuild? Image { get; init; }

    /// <summary>Directories that this service's builds hand on to each other; what they hold never reaches the release.</summary>
    public IReadOnlyList<BuildCache> Caches { get; init; } = [];

    /// <summary>What builds the files for browsers of an app in another language: between its install and its build.</summary>
    public AssetSteps? Assets { get; init; }

    /// <summary>Programs of certain versions which the steps or the release call.</summary>
    public IReadOnlyList<NpmTool> NpmTools { get; init; } = [];
}

public sealed record AssetSteps(InstallStep? Install, BuildStep? Build);

/// <summary>
/// A directory that a service's next build finds as its last one left it; it belongs to the service's build user, is no other
/// service's, and may be empty at any build. It is handed over in each way that is given.
/// </summary>
/// <param name="Name">A single path segment; the same name is the same directory.</param>
/// <param name="Variable">The environment variable that holds its absolute path while the steps run.</param>
/// <param name="Path">Where it appears in the plan's directory while the steps run, for example <c>.next/cache</c>; not where the repo holds something.</param>
/// <param name="HomePath">Where it appears in the build's home, for example <c>.m2/repository</c>.</param>
public sealed record BuildCache(string Name, string? Variable = null, string? Path = null, string? HomePath = null);

/// <param name="Command">Argument list; the first is the program.</param>
/// <param name="Shown">The command as the log shows it.</param>
/// <param name="Environment">For this step only; the user's variables override it.</param>
public sealed record BuildStep(IReadOnlyList<string> Command, string Shown, IReadOnlyDictionary<string, string> Environment);

/// <param name="Cache">Null when the step's result can't be kept.</param>
public sealed record InstallStep(BuildStep Step, DependencyCache? Cache)
{
    /// <summary>Where it runs, relative to the checkout, when that is not the plan's directory: the root of a workspace.</summary>
    public string? Directory { get; init; }
}

/// <summary>Installed directories that can be used again as long as what decided their content is the same.</summary>
/// <param name="Directories">For example <c>node_modules</c>, relative to where the step runs; the first is always there after it.</param>
/// <param name="KeyInputs">All text that decides the content; the builder adds versions of tools and the machine's architecture.</param>
/// <param name="ProjectScripts">The project's own install hooks: run whenever the directory came from a cache.</param>
/// <param name="Isolated">Null when installing may run the user's code.</param>
public sealed record DependencyCache(
    IReadOnlyList<string> Directories, IReadOnlyList<string> KeyInputs, IReadOnlyList<BuildStep> ProjectScripts, IsolatedInstall? Isolated);

/// <summary>
/// The same install without a line of the user's code: only these files, no scripts. Its result depends on nothing but the
/// key's inputs, so that all tenants may share it.
/// </summary>
/// <param name="Files">Name and text of the files that the command needs.</param>
/// <param name="DependencyScripts">Run afterwards in the checkout, as the service's own user, where the marker says that it is needed.</param>
/// <param name="ScriptsMarker">A file in the installed directory and a text that it holds when a dependency has an install script.</param>
public sealed record IsolatedInstall(
    IReadOnlyDictionary<string, string> Files,
    BuildStep Step,
    BuildStep DependencyScripts,
    InstallScriptsMarker ScriptsMarker);

public sealed record InstallScriptsMarker(string File, string Text);

/// <summary>The directory of a static site; where a build makes it, the first candidate that holds an index.html afterwards.</summary>
/// <param name="Candidates">Relative to the plan's directory; an empty string is that directory itself.</param>
/// <param name="SinglePageApp">Unknown paths answer with index.html, unless the site has a 404.html.</param>
public sealed record SiteOutput(IReadOnlyList<string> Candidates, bool SinglePageApp);
