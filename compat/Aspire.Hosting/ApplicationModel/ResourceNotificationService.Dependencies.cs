using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Logging;

namespace Aspire.Hosting.ApplicationModel;

public partial class ResourceNotificationService
{
    /// <summary>Waits for what <c>WaitFor</c>, <c>WaitForStart</c> and <c>WaitForCompletion</c> asked for.</summary>
    /// <exception cref="DistributedApplicationException">A dependency has failed, or ended when it should run.</exception>
    public async Task WaitForDependenciesAsync(IResource resource, CancellationToken cancellationToken)
    {
        var waits = resource.Annotations.OfType<WaitAnnotation>().Where(w => w.Resource is not IResourceWithoutLifetime).ToArray();
        if (waits.Length == 0)
        {
            return;
        }

        await PublishUpdateAsync(resource, s => s with { State = KnownResourceStates.Waiting });
        var logger = _resourceLoggerService.GetLogger(resource);
        using var others = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var pending = waits.SelectMany(wait => wait.Resource.GetInstanceNames().Select(id => WaitForAsync(wait, id, logger, others.Token))).ToList();
        try
        {
            while (pending.Count > 0)
            {
                // The first dependency that fails decides; nobody should wait for the slowest to hear of it.
                var done = await Task.WhenAny(pending);
                pending.Remove(done);
                await done;
            }
        }
        finally
        {
            await others.CancelAsync();
        }
    }

    private async Task WaitForAsync(WaitAnnotation wait, string id, ILogger logger, CancellationToken token)
    {
        LogWaiting(logger, wait.Resource.Name, wait.WaitType);
        if (wait.WaitType == WaitType.WaitForCompletion)
        {
            await WaitUntilCompletedAsync(wait, id, token);
        }
        else
        {
            await WaitUntilUsableAsync(wait, id, token);
        }

        LogFinishedWaiting(logger, wait.Resource.Name);
    }

    private async Task WaitUntilCompletedAsync(WaitAnnotation wait, string id, CancellationToken token)
    {
        var reached = await WaitForInstanceAsync(
            wait.Resource,
            id,
            s => s.State?.Text is { } state && KnownResourceStates.TerminalStates.Contains(state, StringComparer.Ordinal),
            token);
        if (reached.State!.Text == KnownResourceStates.FailedToStart)
        {
            throw new DistributedApplicationException($"Dependency resource '{id}' failed to start.");
        }

        if (reached.ExitCode is { } code && code != wait.ExitCode)
        {
            throw new DistributedApplicationException(
                $"Resource '{id}' has entered the '{reached.State.Text}' state with exit code '{code}', expected '{wait.ExitCode}'.");
        }
    }

    private async Task WaitUntilUsableAsync(WaitAnnotation wait, string id, CancellationToken token)
    {
        var stopsOnFailure = (wait.WaitBehavior ?? _defaultWaitBehavior) == WaitBehavior.StopOnResourceUnavailable;
        var needsReady = wait.WaitType == WaitType.WaitUntilHealthy;
        var reached = await WaitForInstanceAsync(
            wait.Resource,
            id,
            s => (stopsOnFailure && IsUnavailable(s))
                || (needsReady ? s is { HealthStatus: HealthStatus.Healthy, ResourceReady: not null } : s.State?.Text == KnownResourceStates.Running),
            token);
        if (reached.State!.Text == KnownResourceStates.FailedToStart)
        {
            throw new DistributedApplicationException($"Dependency resource '{id}' failed to start.");
        }

        if (reached.State.Text != KnownResourceStates.Running)
        {
            var code = reached.ExitCode is { } exit ? $" with exit code '{exit}'" : string.Empty;
            throw new DistributedApplicationException($"Resource '{id}' has entered the '{reached.State.Text}' state prematurely{code}.");
        }

        if (needsReady)
        {
            await reached.ResourceReady!.WaitAsync(token);
        }
    }

    private async Task<CustomResourceSnapshot> WaitForInstanceAsync(
        IResource resource,
        string id,
        Func<CustomResourceSnapshot, bool> predicate,
        CancellationToken token)
    {
        var reached = await WaitForResourceAsync(
            resource.Name,
            e => string.Equals(e.ResourceId, id, StringComparison.OrdinalIgnoreCase) && predicate(e.Snapshot),
            token);
        return reached.Snapshot;
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Waiting for resource '{Name}' ({WaitType}).")]
    private static partial void LogWaiting(ILogger logger, string name, WaitType waitType);

    [LoggerMessage(Level = LogLevel.Information, Message = "Finished waiting for resource '{Name}'.")]
    private static partial void LogFinishedWaiting(ILogger logger, string name);
}
