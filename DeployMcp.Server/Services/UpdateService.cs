using DeployMcp.Data.Deployments;
using DeployMcp.Data.Resources;
using DeployMcp.Data.Services;
using DeployMcp.Domain.Identity;
using DeployMcp.Domain.Services;
using DeployMcp.Domain.Validation;
using DeployMcp.Platform.Secrets;
using DeployMcp.Server.Auth;
using DeployMcp.Server.Calls;
using DeployMcp.Server.Resources;

namespace DeployMcp.Server.Services;

/// <param name="Changed">False when all was as asked for already: then nothing is deployed.</param>
/// <param name="Resources">Its databases and how each came to be, where they were named.</param>
/// <param name="Detached">Databases that it had and has no more; they stay.</param>
/// <param name="Variables">What its databases give it.</param>
public sealed record UpdatedService(
    ServiceOverview Overview, bool Changed, IReadOnlyList<EnsuredResource> Resources, IReadOnlyList<string> Detached, IReadOnlyList<ServiceVariable> Variables);

/// <summary>
/// Changes settings and variables and starts the deployment that brings them into force, in one transaction. All arguments are
/// checked first and every error is told at once. What is not named stays.
/// </summary>
public sealed class UpdateService(
    ServiceStore services,
    EnvVarStore variables,
    ServiceResourceStore attached,
    ResourceOrders orders,
    ResourceStarter resourceStarter,
    ServiceWiring wiring,
    SecretCipher cipher,
    BranchResolver branches,
    DeploymentQueue queue,
    DeploymentStarter starter,
    AuditTrail audit)
{
    /// <exception cref="RefusalException">The caller has no such service, or the arguments can't be accepted.</exception>
    public Task<UpdatedService> RunAsync(Caller caller, string name, string? project, ServiceChange change, CancellationToken cancellationToken)
    {
        var service = ServiceRef.Of(caller, name, project);
        return audit.RecordAsync(
            caller, KeyScope.Deploy, "update_service", service.ToString(), () => UpdateAsync(caller, service, change, cancellationToken), done => done.Changed ? "queued" : "unchanged");
    }

    /// <summary>What can be said of the arguments before it is known which service they are for.</summary>
    public static IReadOnlyList<ArgumentError> Validate(ServiceChange change) => change.Validate(ServiceChange.AnySpec, []).Errors;

    private async Task<UpdatedService> UpdateAsync(Caller caller, ServiceRef service, ServiceChange change, CancellationToken cancellationToken)
    {
        var overview = await services.OverviewAsync(caller.UserId, service.Project, service.Name) ?? throw RefusalException.NoService(service.Name, service.Project);
        var (id, current) = (overview.Service.Id, overview.Service.Spec);
        var stored = (await variables.ListAsync(id)).ToDictionary(v => v.Key, v => cipher.Decrypt(id.Value, v.Key, v.Value), StringComparer.Ordinal);
        var changed = Check(change, current, stored.Keys, await orders.CheckAsync(caller, change.Resources ?? []));
        var had = (await attached.ListAsync(id)).Select(r => r.Resource.Name).ToList();
        var different = changed.EnvVars.Where(v => !stored.TryGetValue(v.Key, out var value) || value != v.Value).ToList();
        var removed = changed.RemovedEnvVars.Where(stored.ContainsKey).ToList();
        if (changed.Spec == current && different.Count == 0 && removed.Count == 0 && changed.Resources?.ToHashSet().SetEquals(had) != false)
        {
            return new UpdatedService(overview, Changed: false, [], [], await wiring.OfAsync(id));
        }

        var update = new ServiceUpdate(id, spec => Check(change, spec, stored.Keys, []).Spec, [.. different.Select(v => Encrypt(id, v))], removed)
        {
            Resources = changed.Resources is null ? null : orders.Of(caller, changed.Resources, service.Project),
        };
        var head = await branches.HeadAsync(overview.Service.InternalRepoId, changed.Spec.Branch, cancellationToken);
        var queued = await ResourceOrders.RefusingAsync(() => queue.UpdateAsync(update, head)) ?? throw RefusalException.NoService(service.Name, service.Project);
        await resourceStarter.StartAsync(queued.Resources.Select(r => r.Resource));
        await starter.StartAsync(queued.Deployment, queued.SupersededWorkflows);
        return new UpdatedService(
            overview with { Service = overview.Service with { Spec = changed.Spec }, Newest = queued.Deployment },
            Changed: true,
            queued.Resources,
            changed.Resources is null ? [] : [.. had.Except(changed.Resources, StringComparer.Ordinal)],
            await wiring.OfAsync(id));
    }

    private static ChangedService Check(ServiceChange change, ServiceSpec current, IReadOnlyCollection<string> storedKeys, IReadOnlyList<ArgumentError> more)
    {
        var (changed, errors) = change.Validate(current, storedKeys);
        return changed is not null && more.Count == 0 ? changed : throw RefusalException.BadArguments([.. errors, .. more]);
    }

    private EncryptedEnvVar Encrypt(ServiceId id, EnvVar variable) => new(variable.Key, cipher.Encrypt(id.Value, variable.Key, variable.Value));
}
