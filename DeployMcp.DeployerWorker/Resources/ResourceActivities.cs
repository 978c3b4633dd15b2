using DeployMcp.Data.Resources;
using DeployMcp.Domain.Identity;
using DeployMcp.Domain.Resources;
using DeployMcp.Platform.Databases;
using DeployMcp.ServiceDefaults.Workflows;
using DeployMcp.Workflows.Resources;
using Temporalio.Activities;
using Temporalio.Exceptions;

namespace DeployMcp.DeployerWorker.Resources;

/// <summary>The steps of a database's life as its workflows call them.</summary>
internal sealed partial class ResourceActivities(
    ResourceProvisioning provisioning, ResourceRemoval removal, ResourceMeasurement measurement, ProvisioningStore store, TimeProvider time, ILogger<ResourceActivities> logger)
    : IResourceActivities
{
    /// <summary>Stored after the last try, unless the provider has said why.</summary>
    private const string DidNotAnswer = "The database server could not make it, although it was asked for some minutes.";

    [Activity]
    public Task EnsureDatabaseAsync(ResourceInput input) => RunAsync(input, provisioning.EnsureDatabaseAsync);

    [Activity]
    public Task StoreTokenAsync(ResourceInput input) => RunAsync(input, provisioning.StoreTokenAsync);

    [Activity]
    public Task RecordFailureAsync(ResourceInput input) => store.SetFailedAsync(input.ResourceId, DidNotAnswer);

    [Activity]
    public Task RevokeTokensAsync(ResourceInput input) => RunAsync(input, removal.RevokeTokensAsync);

    [Activity]
    public Task PurgeAsync(ResourceInput input) => RunAsync(input, removal.PurgeAsync);

    [Activity]
    public async Task<ResourceUsage?> MeasureAsync(ResourceInput input)
    {
        ResourceUsage? measured = null;
        await RunAsync(input, async (id, cancelled) => measured = await measurement.RunAsync(id, cancelled));
        return measured;
    }

    private async Task RunAsync(ResourceInput input, Func<ResourceId, CancellationToken, Task> work)
    {
        if (await TryAsync(input, work) is { } failure)
        {
            // Thrown apart from its cause: the engine would write the cause's message into the history.
            throw failure;
        }
    }

    private async Task<ApplicationFailureException?> TryAsync(ResourceInput input, Func<ResourceId, CancellationToken, Task> work)
    {
        try
        {
            await ActivityHeartbeat.BeatWhileAsync(time, cancelled => work(input.ResourceId, cancelled));
            return null;
        }
        catch (ResourceGoneException)
        {
            return new ApplicationFailureException("The resource has been deleted.", errorType: ResourceErrors.NoLongerWanted, nonRetryable: true);
        }
        catch (DatabaseRefusedException e)
        {
            LogFailed(e, input.ResourceId);
            return new ApplicationFailureException("The provider refuses.", errorType: ResourceErrors.Refused);
        }
        catch (Exception e) when (e is not (OperationCanceledException or FailureException) || (e is TaskCanceledException && !ActivityExecutionContext.Current.CancellationToken.IsCancellationRequested))
        {
            LogFailed(e, input.ResourceId);
            return new ApplicationFailureException($"The platform met a {e.GetType().Name}.", errorType: e.GetType().Name);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "A step of resource {Resource} failed")]
    private partial void LogFailed(Exception e, ResourceId resource);
}
