using DeployMcp.Data.Resources;
using DeployMcp.Data.Services;
using DeployMcp.Domain.Identity;
using DeployMcp.Domain.Resources;

namespace DeployMcp.Server.Services;

/// <summary>A variable that a service gets from one of its databases; never with its value.</summary>
/// <param name="IsOverridden">The user has set a variable of that name, which wins.</param>
public sealed record ServiceVariable(string Key, string Resource, bool IsOverridden);

/// <summary>Which variables a service gets from its databases.</summary>
public sealed class ServiceWiring(ServiceResourceStore resources, EnvVarStore variables)
{
    public async Task<IReadOnlyList<ServiceVariable>> OfAsync(ServiceId id)
    {
        var attached = await resources.ListAsync(id);
        if (attached.Count == 0)
        {
            return [];
        }

        var own = (await variables.ListAsync(id)).Select(v => v.Key).ToHashSet(StringComparer.Ordinal);
        return [.. ResourceVariables.Of([.. attached.Select(r => r.Use)]).Select(v => new ServiceVariable(v.Key, v.Resource, own.Contains(v.Key)))];
    }
}
