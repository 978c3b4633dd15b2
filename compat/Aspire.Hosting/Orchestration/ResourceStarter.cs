using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Eventing;
using Microsoft.Extensions.Logging;

namespace Aspire.Hosting.Orchestration;

/// <summary>Brings one resource up, and says what becomes of it.</summary>
internal sealed partial class ResourceStarter(
    IDistributedApplicationEventing eventing,
    DistributedApplicationModel model,
    ResourceNotificationService notifications,
    ResourceLoggerService loggers,
    ResourceOutput output,
    EndpointAllocator endpoints,
    IServiceProvider services,
    ILogger<ResourceStarter> logger)
{
    /// <summary>A resource that can't be started is no exception: its state says so, and its log why.</summary>
    public async Task StartAsync(ResourceLifetime lifetime, CancellationToken token)
    {
        await lifetime.Gate.WaitAsync(token);
        try
        {
            if (lifetime.Instances.Count == 0)
            {
                lifetime.IsStopping = false;
                await StartInstancesAsync(lifetime, token);
            }
        }
        catch (Exception e) when (e is not OperationCanceledException || !token.IsCancellationRequested)
        {
            await FailAsync(lifetime.Resource, e);
        }
        finally
        {
            lifetime.Gate.Release();
        }
    }

    /// <summary>Lets the application run resources of its own kind; what goes wrong there is theirs to tell, and logged.</summary>
    public async Task InitializeAsync(IResource resource, CancellationToken token)
    {
        try
        {
            await Task.Run(() => eventing.PublishAsync(new InitializeResourceEvent(resource, eventing, loggers, notifications, services), token), token);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            await FailAsync(resource, e);
        }
    }

    /// <summary>Resources that nobody starts: a parameter has its value or lacks it, a connection string follows its parts.</summary>
    public async Task ActivateAsync(IResource resource, CancellationToken token)
    {
        try
        {
            if (resource is ParameterResource parameter)
            {
                await parameter.GetValueAsync(token);
                await AvailableAsync(resource, token);
                await notifications.PublishUpdateAsync(resource, s => s with { State = KnownResourceStates.Running });
            }
            else if (resource is ConnectionStringResource)
            {
                await notifications.WaitForDependenciesAsync(resource, token);
                await AvailableAsync(resource, token);
                await notifications.PublishUpdateAsync(resource, s => s with { State = KnownResourceStates.Running });
            }
            else if (resource is ExternalServiceResource)
            {
                await notifications.PublishUpdateAsync(resource, s => s with { State = KnownResourceStates.Running });
            }
        }
        catch (MissingParameterValueException e)
        {
            // Whoever uses it fails with this message; here it is only shown.
            loggers.Append(resource.Name, e.Message, isError: true);
            await notifications.PublishUpdateAsync(resource, s => s with
            {
                State = new ResourceStateSnapshot(KnownResourceStates.ValueMissing, KnownResourceStateStyles.Warn),
            });
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            await FailAsync(resource, e);
        }
    }

    /// <summary>A part that isn't started by itself, such as a database, goes with the whole.</summary>
    private async Task PublishAsync(IResource resource, string id, Func<IResource, CustomResourceSnapshot, CustomResourceSnapshot> change)
    {
        await notifications.PublishUpdateAsync(resource, id, s => change(resource, s));
        foreach (var part in PartsOf(resource))
        {
            await notifications.PublishUpdateAsync(part, s => change(part, s));
        }
    }

    private async Task StartInstancesAsync(ResourceLifetime lifetime, CancellationToken token)
    {
        var resource = lifetime.Resource;
        var ids = resource.GetInstanceNames();
        await PublishStartingAsync(resource, ids);
        foreach (var part in PartsOf(resource).Prepend(resource).Where(r => r is IResourceWithConnectionString))
        {
            await AvailableAsync(part, token);
        }

        await eventing.PublishAsync(new BeforeResourceStartedEvent(resource, services), token);
        await PublishStartingAsync(resource, ids);
        foreach (var (endpoint, behind) in endpoints.Proxied(resource))
        {
            var port = endpoint.AllocatedEndpoint!.Port;
            ProcessRunner.RequireFreePorts(resource, [KeyValuePair.Create(endpoint, port)]);
            lifetime.Proxies.Add(new EndpointProxy(port, behind));
        }

        for (var i = 0; i < ids.Length; i++)
        {
            var started = await lifetime.Runner.StartAsync(resource, i, token);
            lifetime.Instances[ids[i]] = started;
            await PublishAsync(resource, ids[i], (_, s) => s with
            {
                State = KnownResourceStates.Running,
                StartTimeStamp = DateTime.UtcNow,
                Properties = [.. started.Properties],
                Urls = ResourceUrls.Activate(s.Urls, isActive: true),
            });
            LogStarted(logger, ids[i]);
            _ = ObserveEndAsync(lifetime, ids[i], started);
        }
    }

    private async Task PublishStartingAsync(IResource resource, string[] ids)
    {
        foreach (var id in ids)
        {
            await PublishAsync(resource, id, (r, s) => s with
            {
                State = KnownResourceStates.Starting,
                ExitCode = null,
                StopTimeStamp = null,
                ResourceReady = null,
                HealthReports = r.GetInitialHealthReports(),
            });
        }
    }

    private Task AvailableAsync(IResource resource, CancellationToken token)
        => resource is IResourceWithConnectionString
            ? eventing.PublishAsync(new ConnectionStringAvailableEvent(resource, services), token)
            : Task.CompletedTask;

    private IEnumerable<IResource> PartsOf(IResource resource)
        => model.Resources.Where(r => r is IResourceWithParent part and not (ExecutableResource or ProjectResource or ContainerResource)
            && ReferenceEquals(part.Parent, resource));

    private async Task ObserveEndAsync(ResourceLifetime lifetime, string id, IRunningInstance instance)
    {
        var resource = lifetime.Resource;
        try
        {
            var code = await instance.Exited;
            var expected = lifetime.IsStopping || code == 0;
            await PublishAsync(resource, id, (_, s) => s with
            {
                State = new ResourceStateSnapshot(
                    resource is ContainerResource ? KnownResourceStates.Exited : KnownResourceStates.Finished,
                    expected ? null : KnownResourceStateStyles.Error),
                ExitCode = code,
                StopTimeStamp = DateTime.UtcNow,
                Urls = ResourceUrls.Activate(s.Urls, isActive: false),
            });
            if (!expected)
            {
                LogExited(logger, id, code, output.Tail(id));
            }

            lifetime.Instances.Remove(id);
            notifications.TryGetCurrentState(id, out var last);
            await eventing.PublishAsync(new ResourceStoppedEvent(resource, services, last!));
        }
        catch (Exception e)
        {
            // Nobody waits for this task.
            LogObservationFailed(logger, e, id);
        }
    }

    private async Task FailAsync(IResource resource, Exception exception)
    {
        // Those exceptions were written to be read by the user; of any other the origin matters too.
        var message = exception is DistributedApplicationException ? exception.Message : exception.ToString();
        foreach (var id in resource.GetInstanceNames())
        {
            loggers.Append(id, message, isError: true);
            await PublishAsync(resource, id, (_, s) => s with
            {
                State = new ResourceStateSnapshot(KnownResourceStates.FailedToStart, KnownResourceStateStyles.Error),
                StopTimeStamp = DateTime.UtcNow,
            });
        }

        LogFailed(logger, resource.Name, message);
    }

    [LoggerMessage(Level = LogLevel.Debug, Message = "Resource '{Resource}' has been started.")]
    private static partial void LogStarted(ILogger logger, string resource);

    [LoggerMessage(Level = LogLevel.Error, Message = "Resource '{Resource}' has ended with exit code {ExitCode}.{LastLines}")]
    private static partial void LogExited(ILogger logger, string resource, int exitCode, string lastLines);

    [LoggerMessage(Level = LogLevel.Error, Message = "Resource '{Resource}' failed to start: {Reason}")]
    private static partial void LogFailed(ILogger logger, string resource, string reason);

    [LoggerMessage(Level = LogLevel.Error, Message = "A handler failed after the end of resource '{Resource}'.")]
    private static partial void LogObservationFailed(ILogger logger, Exception exception, string resource);
}
