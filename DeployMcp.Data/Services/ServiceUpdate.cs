using DeployMcp.Data.Resources;
using DeployMcp.Domain.Identity;
using DeployMcp.Domain.Services;

namespace DeployMcp.Data.Services;

/// <summary>New settings of a service. Variables that are named in neither list stay.</summary>
/// <param name="Change">Called under the service's lock with what is stored: two updates at the same moment lose nothing.</param>
public sealed record ServiceUpdate(
    ServiceId ServiceId, Func<ServiceSpec, ServiceSpec> Change, IReadOnlyList<EncryptedEnvVar> EnvVars, IReadOnlyList<string> RemovedEnvVars)
{
    /// <summary>All databases that it has from now on, the missing ones to be made; null where they stay as they are.</summary>
    public IReadOnlyList<ResourceInsert>? Resources { get; init; }
}
