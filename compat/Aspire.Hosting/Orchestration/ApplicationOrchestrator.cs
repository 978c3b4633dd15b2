using System.Collections.Immutable;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Dashboard;
using Aspire.Hosting.Eventing;
using Aspire.Hosting.Lifecycle;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Aspire.Hosting.Orchestration;

/// <summary>Starts all resources in the order that their waits ask for, and hands over to <see cref="ResourceShutdown"/> at the end.</summary>
internal sealed partial class ApplicationOrchestrator(
    DistributedApplicationModel model,
    DistributedApplicationExecutionContext executionContext,
    IDistributedApplicationEventing eventing,
    IEnumerable<IDistributedApplicationEventingSubscriber> subscribers,
    IEnumerable<IResourceRunner> runners,
    ResourceNotificationService notifications,
    ResourceStarter starter,
    ResourceShutdown shutdown,
    EndpointAllocator endpoints,
    ResourceUrls urls,
    ResourceHealthMonitor health,
    IServiceProvider services,
    ILogger<ApplicationOrchestrator> logger)
{
    private readonly Dictionary<IResource, ResourceLifetime> _lifetimes = [];
    private readonly CancellationTokenSource _stopping = new();
    private Task _watchingHealth = Task.CompletedTask;

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _stopping.Token);
        var token = either.Token;
        foreach (var subscriber in subscribers)
        {
            await subscriber.SubscribeAsync(eventing, executionContext, token);
        }

        // Subscribed last, as upstream does: a handler of the application runs before its resource's dependencies are waited for.
        eventing.Subscribe<BeforeResourceStartedEvent>((@event, t) => notifications.WaitForDependenciesAsync(@event.Resource, t));
        await eventing.PublishAsync(new BeforeStartEvent(services, model), token);
        await PrepareAsync(token);
        _watchingHealth = health.RunAsync(_stopping.Token);
        services.GetService<DashboardLauncher>()?.LaunchInBackground();
        var atOnce = _lifetimes.Values.Where(l => !l.Resource.HasAnnotationOfType<ExplicitStartupAnnotation>()).ToArray();
        var others = model.Resources.Except(_lifetimes.Keys).ToArray();
        await Task.WhenAll([
            .. atOnce.Select(l => Task.Run(() => starter.StartAsync(l, token), token)),
            .. others.Select(r => starter.ActivateAsync(r, token))]);
        await eventing.PublishAsync(new AfterResourcesCreatedEvent(services, model), token);
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await _stopping.CancelAsync();
        await shutdown.StopAllAsync(_lifetimes, cancellationToken);
        try
        {
            await _watchingHealth;
        }
        catch (OperationCanceledException)
        {
            // It runs until it is cancelled, which has just been done.
        }
    }

    public Task StartResourceAsync(string name, CancellationToken cancellationToken) => starter.StartAsync(Find(name), cancellationToken);

    public Task StopResourceAsync(string name, CancellationToken cancellationToken) => shutdown.StopOneAsync(Find(name), cancellationToken);

    private ResourceLifetime Find(string name)
        => _lifetimes.Values.FirstOrDefault(l => string.Equals(l.Resource.Name, name, StringComparison.OrdinalIgnoreCase)
            || l.Resource.GetInstanceNames().Contains(name, StringComparer.OrdinalIgnoreCase))
            ?? throw new DistributedApplicationException($"Resource '{name}' not found, or it is not one that can be started and stopped.");

    /// <summary>Before the first start every resource has its state, its ports and its URLs: a callback may refer to any of them.</summary>
    private async Task PrepareAsync(CancellationToken token)
    {
        foreach (var resource in model.Resources.ToArray())
        {
            if (runners.FirstOrDefault(r => r.CanRun(resource)) is { } runner)
            {
                _lifetimes[resource] = new ResourceLifetime(resource, runner);
            }

            var relationships = resource.Annotations.OfType<ResourceRelationshipAnnotation>()
                .Select(a => new RelationshipSnapshot(a.Resource.Name, a.Type)).Distinct().ToImmutableArray();
            await notifications.PublishUpdateAsync(resource, s => s with
            {
                State = s.State ?? KnownResourceStates.NotStarted,
                Relationships = relationships,
                HealthReports = resource.GetInitialHealthReports(),
            });
        }

        foreach (var resource in model.Resources.OfType<IResourceWithEndpoints>().ToArray())
        {
            endpoints.Allocate(resource);
            await eventing.PublishAsync(new ResourceEndpointsAllocatedEvent(resource, services), token);
            await urls.PublishAsync(resource, token);
        }

        foreach (var resource in model.Resources.ToArray())
        {
            _ = starter.InitializeAsync(resource, token);
        }

        LogPrepared(logger, model.Resources.Count);
    }

    [LoggerMessage(Level = LogLevel.Debug, Message = "Prepared {Count} resources.")]
    private static partial void LogPrepared(ILogger logger, int count);
}
