namespace DeployMcp.Planning.Containers.Generated;

/// <summary>What a plan doesn't say of itself and its Dockerfile needs.</summary>
/// <param name="Release">The release's name, in which the variables' digest is: other variables, other build.</param>
/// <param name="CacheOwner">The service: no other one sees its caches.</param>
/// <param name="Manifests">As <see cref="InstallManifests"/> finds them.</param>
/// <param name="Tools">What the plan's npm tools come to.</param>
public sealed record GeneratedInputs(string Release, string CacheOwner, IReadOnlyList<string> Manifests, IReadOnlyList<FetchedTool> Tools);

/// <param name="Program">As steps call it.</param>
/// <param name="Package">Of the npm registry.</param>
/// <param name="Version">In npm's grammar.</param>
/// <param name="Binaries">Where the program is in a directory into which the package was installed.</param>
/// <param name="AtRuntime">Whether the app needs it too.</param>
public sealed record FetchedTool(string Program, string Package, string Version, string Binaries, bool AtRuntime);
