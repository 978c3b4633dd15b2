using System.Collections.Concurrent;
using System.Text.Json;
using DeployMcp.Data.Deployments;
using DeployMcp.Domain.Deployments;
using DeployMcp.Domain.Identity;
using DeployMcp.Domain.Services;
using DeployMcp.Planning.Kubernetes;
using DeployMcp.Planning.Runtime;
using DeployMcp.Platform.Artifacts;
using DeployMcp.Platform.Builders;

namespace DeployMcp.DeployerWorker.Deployments;

/// <summary>How releases are run, as the deployments' rows have it, and which of them are kept.</summary>
internal sealed class Releases(DeploymentStore deployments, ArtifactStore artifacts, ReleaseRemoval removal, ServiceVariables variables)
{
    private readonly ConcurrentDictionary<ServiceId, bool> _unfinished = new();

    /// <summary>The row's document: everything but the user's variables.</summary>
    public static string Write(Service service, DeploymentId id, string artifact, BuiltRelease release) => JsonSerializer.Serialize(
        new RevisionSpec(
            service.Id, id, artifact, release.Process, release.Static, release.Environment, service.Spec.Port, service.Spec.MemoryMiB, service.Spec.CpuMillis, service.Slot)
        {
            Image = release.Image,
            Owner = OwnerOf(service),
        },
        JsonSerializerOptions.Web);

    /// <summary>The same way to run it, for another deployment that found its release built already.</summary>
    public static string WriteAgain(string revision, Service service, DeploymentId id) => JsonSerializer.Serialize(
        Parse(revision) with
        {
            DeploymentId = id,
            DeclaredPort = service.Spec.Port,
            MemoryMiB = service.Spec.MemoryMiB,
            CpuMillis = service.Spec.CpuMillis,
            Owner = OwnerOf(service),
        },
        JsonSerializerOptions.Web);

    /// <summary>With the variables: for the runtime only. Null when nothing was built for the deployment.</summary>
    public async Task<RevisionSpec?> FindSpecAsync(Deployment deployment)
    {
        if (await deployments.FindRevisionAsync(deployment.Id) is not { } revision)
        {
            return null;
        }

        var spec = Parse(revision);
        var environment = new Dictionary<string, string>(spec.Environment, StringComparer.Ordinal);
        foreach (var variable in await variables.ReadAsync(deployment.ServiceId))
        {
            environment[variable.Key] = variable.Value.Reveal();
        }

        // A rollback's document is that of the deployment which made the release.
        return spec with { DeploymentId = deployment.Id, Environment = environment };
    }

    /// <summary>Removes what neither serves, nor is being deployed, nor is one of the two that served last.</summary>
    public async Task RetireAsync(ServiceId id)
    {
        var wanted = await deployments.ListWantedArtifactsAsync(id, ServiceLimits.KeptReleases);
        foreach (var artifact in artifacts.ListOf(id).Except(wanted, StringComparer.Ordinal))
        {
            if (!await removal.RunAsync(artifact, CancellationToken.None))
            {
                _unfinished[id] = true;
            }
        }
    }

    /// <summary>Once more where a container that drained still used its image.</summary>
    public async Task RetireUnfinishedAsync()
    {
        foreach (var id in _unfinished.Keys.Where(id => _unfinished.TryRemove(id, out _)).ToList())
        {
            await RetireAsync(id);
        }
    }

    private static RevisionOwner OwnerOf(Service service) => new(service.UserId, service.Project, service.Name, service.Hostname);

    internal static RevisionSpec Parse(string revision) => JsonSerializer.Deserialize<RevisionSpec>(revision, JsonSerializerOptions.Web)!;
}
