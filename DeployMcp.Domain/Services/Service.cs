using DeployMcp.Domain.Identity;

namespace DeployMcp.Domain.Services;

/// <summary>Everything an agent says about how a service is built and run, checked and with defaults filled in.</summary>
/// <param name="Repo">An internal repo's name, <c>owner/name</c> at GitHub, or a clone URL.</param>
/// <param name="MemoryMiB">Limit in MiB.</param>
/// <param name="CpuMillis">Limit in thousandths of a core.</param>
public sealed record ServiceSpec(
    string Repo,
    string Host,
    string Branch,
    BuildPack BuildPack,
    int Port,
    int MemoryMiB,
    int CpuMillis,
    string? InstallCommand,
    string? BuildCommand,
    string? StartCommand,
    string? PublishDirectory,
    string? RootDirectory);

/// <param name="Hostname">The label under which the edge serves it; unique on the whole platform.</param>
/// <param name="Slot">A small number of its own, for the unprivileged uid that it runs under.</param>
/// <param name="RepoId">Set for internal repos and for those at GitHub that its App reaches; null for any other clone URL.</param>
public sealed record Service(
    ServiceId Id,
    UserId UserId,
    string Project,
    string Name,
    string Hostname,
    int Slot,
    RepoId? RepoId,
    ServiceSpec Spec,
    bool AutoDeploy,
    DateTimeOffset CreatedAt)
{
    /// <summary>The repo on the platform's own git server; null for every other source.</summary>
    public RepoId? InternalRepoId => DnsLabel.IsValid(Spec.Repo) ? RepoId : null;
}
