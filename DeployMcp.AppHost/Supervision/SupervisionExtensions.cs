using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace DeployMcp.AppHost.Supervision;

internal static class SupervisionExtensions
{
    /// <summary>
    /// Starts these again when they die, once the platform has been ready: until then a part that dies is a failed start, which
    /// the announcement tells. One that ends with exit code 0 was asked to, and stays down.
    /// </summary>
    public static void KeepRunning(this IDistributedApplicationBuilder builder, params IResourceBuilder<IResource>[] resources)
    {
        builder.Services.TryAddSingleton(TimeProvider.System);
        foreach (var resource in resources.Select(r => r.Resource))
        {
            ResourceSupervisor? supervisor = null;
            builder.Eventing.Subscribe<ResourceStoppedEvent>(resource, (stopped, _) =>
            {
                supervisor ??= ActivatorUtilities.CreateInstance<ResourceSupervisor>(stopped.Services, resource);
                supervisor.Stopped(stopped.ResourceEvent.Snapshot.ExitCode);
                return Task.CompletedTask;
            });
        }
    }
}
