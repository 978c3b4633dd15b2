using Aspire.Hosting.ApplicationModel;

namespace Aspire.Hosting.Eventing;

public class DistributedApplicationEventing : IDistributedApplicationEventing
{
    private readonly Lock _lock = new();
    private readonly Dictionary<Type, List<DistributedApplicationEventSubscription>> _subscriptions = [];

    public DistributedApplicationEventSubscription Subscribe<T>(Func<T, CancellationToken, Task> callback)
        where T : IDistributedApplicationEvent
        => Add<T>(new DistributedApplicationEventSubscription((@event, token) => callback((T)@event, token)));

    public DistributedApplicationEventSubscription Subscribe<T>(IResource resource, Func<T, CancellationToken, Task> callback)
        where T : IDistributedApplicationResourceEvent
        => Add<T>(new DistributedApplicationResourceEventSubscription(resource, (@event, token) => callback((T)@event, token)));

    public void Unsubscribe(DistributedApplicationEventSubscription subscription)
    {
        lock (_lock)
        {
            foreach (var list in _subscriptions.Values)
            {
                list.Remove(subscription);
            }
        }
    }

    public Task PublishAsync<T>(T @event, CancellationToken cancellationToken = default)
        where T : IDistributedApplicationEvent
        => PublishAsync(@event, EventDispatchBehavior.BlockingSequential, cancellationToken);

    public async Task PublishAsync<T>(T @event, EventDispatchBehavior dispatchBehavior, CancellationToken cancellationToken = default)
        where T : IDistributedApplicationEvent
    {
        var handlers = HandlersOf(@event);
        switch (dispatchBehavior)
        {
            case EventDispatchBehavior.BlockingConcurrent:
                await Task.WhenAll(handlers.Select(h => h.Callback(@event, cancellationToken)));
                break;
            case EventDispatchBehavior.NonBlockingConcurrent:
                _ = Task.WhenAll(handlers.Select(h => Task.Run(() => h.Callback(@event, cancellationToken), cancellationToken)));
                break;
            case EventDispatchBehavior.NonBlockingSequential:
                _ = Task.Run(() => OneAfterTheOtherAsync(handlers, @event, cancellationToken), cancellationToken);
                break;
            default:
                await OneAfterTheOtherAsync(handlers, @event, cancellationToken);
                break;
        }
    }

    private static async Task OneAfterTheOtherAsync(
        List<DistributedApplicationEventSubscription> handlers,
        IDistributedApplicationEvent @event,
        CancellationToken cancellationToken)
    {
        foreach (var handler in handlers)
        {
            await handler.Callback(@event, cancellationToken);
        }
    }

    private DistributedApplicationEventSubscription Add<T>(DistributedApplicationEventSubscription subscription)
    {
        lock (_lock)
        {
            if (!_subscriptions.TryGetValue(typeof(T), out var list))
            {
                _subscriptions[typeof(T)] = list = [];
            }

            list.Add(subscription);
        }

        return subscription;
    }

    private List<DistributedApplicationEventSubscription> HandlersOf<T>(T @event)
    {
        lock (_lock)
        {
            return _subscriptions.TryGetValue(typeof(T), out var list)
                ? [.. list.Where(s => s is not DistributedApplicationResourceEventSubscription { Resource: { } resource }
                    || (@event is IDistributedApplicationResourceEvent about && ReferenceEquals(about.Resource, resource)))]
                : [];
        }
    }
}
