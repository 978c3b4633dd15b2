using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Eventing;
using Aspire.Hosting.Lifecycle;
using Aspire.Hosting.Orchestration;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Aspire.Hosting.Dashboard;

/// <summary>Gets the dashboard, and starts it beside the application: nothing waits for it, and nothing fails with it.</summary>
internal sealed partial class DashboardLauncher(
    IConfiguration configuration,
    DistributedApplicationModel model,
    ResourceNotificationService notifications,
    ResourceLoggerService loggers,
    ResourceOutput output,
    DashboardTool tool,
    IServiceProvider services,
    IHostApplicationLifetime lifetime,
    ILogger<DashboardLauncher> logger) : IDistributedApplicationEventingSubscriber
{
    public const string HealthCheck = "aspire-dashboard_http_check";
    private DashboardConfiguration? _settled;

    public Task SubscribeAsync(
        IDistributedApplicationEventing eventing,
        DistributedApplicationExecutionContext executionContext,
        CancellationToken cancellationToken)
    {
        eventing.Subscribe<BeforeStartEvent>((_, _) =>
        {
            AddResource();
            return Task.CompletedTask;
        });
        return Task.CompletedTask;
    }

    /// <summary>Called once the resources have their ports.</summary>
    public void LaunchInBackground() => _ = LaunchAsync(lifetime.ApplicationStopping);

    private void AddResource()
    {
        // Without a way to get the dashboard nobody is told to send telemetry to it.
        var available = DashboardTool.IsInstalled || ExecutablePath.Find("npm") is not null;
        var unsettled = available ? configuration : new ConfigurationBuilder().AddConfiguration(configuration).AddInMemoryCollection().Build();
        _settled = DashboardConfiguration.Settle(unsettled);
        var resource = new DashboardResource(_settled);
        resource.Annotations.Add(new HealthCheckAnnotation(HealthCheck));
        model.Resources.Add(resource);
    }

    private async Task LaunchAsync(CancellationToken token)
    {
        var resource = model.Resources.OfType<DashboardResource>().Single();
        try
        {
            if (!DashboardTool.IsInstalled)
            {
                await InstallAsync(resource, token);
            }

            await services.GetRequiredService<ApplicationOrchestrator>().StartResourceAsync(resource.Name, token);
            await notifications.WaitForResourceHealthyAsync(resource.Name, WaitBehavior.StopOnResourceUnavailable, token);
            LogReady(logger, _settled!.FrontendUrl);
        }
        catch (OperationCanceledException) when (token.IsCancellationRequested)
        {
            // The application stops before the dashboard has come up.
        }
        catch (Exception e)
        {
            await FailAsync(resource, e);
        }
    }

    private async Task InstallAsync(DashboardResource resource, CancellationToken token)
    {
        if (ExecutablePath.Find("npm") is null)
        {
            throw new DistributedApplicationException(
                $"npm was not found, so the Aspire dashboard can't be fetched. Install Node.js; the next start installs {DashboardTool.Package} by itself.");
        }

        LogInstalling(logger, DashboardTool.Package);
        await notifications.PublishUpdateAsync(resource, s => s with
        {
            State = new ResourceStateSnapshot("Installing", KnownResourceStateStyles.Info),
            Properties = [new ResourcePropertySnapshot("message", $"The dashboard is being installed from npm ({DashboardTool.Package}, 150 MB).")],
        });
        await tool.InstallAsync((line, isError) => output.Write(resource, resource.Name, line, isError), token);
    }

    private async Task FailAsync(DashboardResource resource, Exception exception)
    {
        loggers.Append(resource.Name, exception.Message, isError: true);
        await notifications.PublishUpdateAsync(resource, s => s with
        {
            State = s.State?.Text is { } state && KnownResourceStates.TerminalStates.Contains(state, StringComparer.Ordinal)
                ? s.State
                : new ResourceStateSnapshot(KnownResourceStates.FailedToStart, KnownResourceStateStyles.Error),
            Properties = [new ResourcePropertySnapshot("message", exception.Message)],
        });
        LogFailed(logger, exception.Message);
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "The dashboard is being installed from npm ({Package}, 150 MB).")]
    private static partial void LogInstalling(ILogger logger, string package);

    [LoggerMessage(Level = LogLevel.Information, Message = "The dashboard is running at {Url}")]
    private static partial void LogReady(ILogger logger, string url);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The application runs without the dashboard: {Reason}")]
    private static partial void LogFailed(ILogger logger, string reason);
}
