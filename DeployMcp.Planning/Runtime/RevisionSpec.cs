using DeployMcp.Domain.Identity;

namespace DeployMcp.Planning.Runtime;

/// <summary>One revision of a service as a node agent runs it: the body of <c>PUT /v1/revisions/{service}/{deployment}</c>.</summary>
/// <param name="Artifact">The release's name in the artifact store that builder and agent share; a single path segment.</param>
/// <param name="Process">What to run; null when <paramref name="Static"/> says what to serve.</param>
/// <param name="DeclaredPort">The port the user named. The agent picks the real one and hands it over as <c>PORT</c>.</param>
/// <param name="MemoryMiB">Limit in MiB for the whole process tree.</param>
/// <param name="CpuMillis">Limit in thousandths of a core.</param>
/// <param name="Slot">The service's own small number: where the agent is root, its uid is counted from it.</param>
public sealed record RevisionSpec(
    ServiceId ServiceId,
    DeploymentId DeploymentId,
    string Artifact,
    RevisionProcess? Process,
    StaticSite? Static,
    IReadOnlyDictionary<string, string> Environment,
    int DeclaredPort,
    int MemoryMiB,
    int CpuMillis,
    int Slot);

/// <param name="Command">Argument list; the first is the program.</param>
/// <param name="WorkingDirectory">Relative to the release; empty for its root.</param>
public sealed record RevisionProcess(IReadOnlyList<string> Command, string WorkingDirectory);

/// <param name="Directory">Relative to the release; empty for its root.</param>
/// <param name="SinglePageApp">Unknown paths answer with index.html instead of 404.</param>
public sealed record StaticSite(string Directory, bool SinglePageApp);
