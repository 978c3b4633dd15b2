using System.Text.Json.Serialization;
using DeployMcp.Domain.Identity;
using DeployMcp.Planning.Kubernetes;

namespace DeployMcp.Planning.Runtime;

/// <summary>One revision of a service as a node agent runs it: the body of <c>PUT /v1/revisions/{service}/{deployment}</c>.</summary>
/// <param name="Artifact">The release's name in the artifact store that builder and agent share; a single path segment.</param>
/// <param name="Process">What to run; null when <paramref name="Static"/> says what to serve, or <see cref="Image"/> what to run.</param>
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
    int Slot)
{
    /// <summary>Set when the revision is a container: exactly one of process, static site and image is.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public RevisionImage? Image { get; init; }

    /// <summary>Whose it is: a cluster puts it into that tenant's namespace. The node agent needs none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public RevisionOwner? Owner { get; init; }
}

/// <param name="Command">Argument list; the first is the program.</param>
/// <param name="WorkingDirectory">Relative to the release; empty for its root.</param>
public sealed record RevisionProcess(IReadOnlyList<string> Command, string WorkingDirectory);

/// <param name="Directory">Relative to the release; empty for its root.</param>
/// <param name="SinglePageApp">Unknown paths answer with index.html instead of 404.</param>
public sealed record StaticSite(string Directory, bool SinglePageApp);

/// <summary>An image in the container engine of the machine.</summary>
/// <param name="Id">Its content's digest, <c>sha256:</c> and 64 hex digits: a name could come to mean another image.</param>
/// <param name="Command">Run instead of the image's own entry point; null for that.</param>
/// <param name="ExposedPort">The port that the image says it listens on: taken when nothing listens on <c>PORT</c>.</param>
public sealed record RevisionImage(string Id, IReadOnlyList<string>? Command, int? ExposedPort)
{
    /// <summary>Where a cluster pulls it from, by digest: <c>registry/name@sha256:…</c>. Null when it is in one machine's engine only.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Reference { get; init; }

    /// <summary>The image writes nowhere but to /tmp.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool ReadOnlyRoot { get; init; }
}
