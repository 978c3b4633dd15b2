using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.Logging;

namespace Aspire.Hosting.Orchestration;

/// <summary>Stops resources: dependents first, SIGTERM before SIGKILL, and nothing is left behind.</summary>
internal sealed partial class ResourceShutdown(
    ResourceNotificationService notifications,
    ProcessGuard guard,
    ILogger<ResourceShutdown> logger)
{
    // A resource that takes longer holds up those it depends on; the whole has to be through within 30 s.
    private static readonly TimeSpan PatienceForOne = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan PatienceForAll = TimeSpan.FromSeconds(24);
    private static readonly TimeSpan SweepPatience = TimeSpan.FromSeconds(1);

    public async Task StopAllAsync(IReadOnlyDictionary<IResource, ResourceLifetime> lifetimes, CancellationToken cancellationToken)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(PatienceForAll);
        var dependents = StopOrder.Dependents([.. lifetimes.Keys]);
        var stops = new Dictionary<IResource, Task>();
        await Task.WhenAll(lifetimes.Keys.Select(StopAfterDependents));

        // Whoever has left the session of its resource is found by what it inherited from there.
        await ChildProcess.SweepAsync(() => ProcessTable.Members(guard.Marker, new HashSet<int>()), SweepPatience);
        await guard.DisposeAsync();

        Task StopAfterDependents(IResource resource)
        {
            if (!stops.TryGetValue(resource, out var stop))
            {
                var before = dependents[resource].Select(StopAfterDependents).ToArray();
                stops[resource] = stop = StopAfterAsync(before, lifetimes[resource], deadline.Token);
            }

            return stop;
        }
    }

    public async Task StopOneAsync(ResourceLifetime lifetime, CancellationToken cancellationToken)
    {
        // No cancellation here: a start that is under way ends by itself once the application stops.
        await lifetime.Gate.WaitAsync(CancellationToken.None);
        try
        {
            lifetime.IsStopping = true;
            await Task.WhenAll(lifetime.Instances.ToArray().Select(i => StopInstanceAsync(lifetime.Resource, i.Key, i.Value, cancellationToken)));
            lifetime.Instances.Clear();
            foreach (var proxy in lifetime.Proxies)
            {
                await proxy.DisposeAsync();
            }

            lifetime.Proxies.Clear();
        }
        finally
        {
            lifetime.Gate.Release();
        }
    }

    private async Task StopAfterAsync(Task[] dependents, ResourceLifetime lifetime, CancellationToken token)
    {
        await Task.WhenAll(dependents);
        try
        {
            await StopOneAsync(lifetime, token);
        }
        catch (Exception e)
        {
            // The others have to be stopped all the same.
            LogStopFailed(logger, e, lifetime.Resource.Name);
        }
    }

    private async Task StopInstanceAsync(IResource resource, string id, IRunningInstance instance, CancellationToken token)
    {
        await notifications.PublishUpdateAsync(resource, id, s => s with { State = KnownResourceStates.Stopping });
        await instance.StopAsync(PatienceForOne, token);
        instance.Dispose();
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "Stopping resource '{Resource}' failed.")]
    private static partial void LogStopFailed(ILogger logger, Exception exception, string resource);
}
