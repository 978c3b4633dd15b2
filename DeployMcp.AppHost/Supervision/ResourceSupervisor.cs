using DeployMcp.AppHost.Startup;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace DeployMcp.AppHost.Supervision;

/// <summary>Starts one resource again whenever it dies, with growing pauses, for as long as the application runs.</summary>
internal sealed partial class ResourceSupervisor(
    IResource resource,
    ResourceCommandService commands,
    ResourceNotificationService notifications,
    Readiness readiness,
    IHostApplicationLifetime application,
    TimeProvider time,
    ILogger<ResourceSupervisor> logger)
{
    private static readonly string[] Settled =
        [KnownResourceStates.Running, KnownResourceStates.FailedToStart, KnownResourceStates.Finished, KnownResourceStates.Exited];

    private readonly RestartPauses _pauses = new(time);

    /// <summary>Returns at once; the restart goes on in the background.</summary>
    public void Stopped(int? exitCode)
    {
        if (exitCode is not (null or 0) && readiness.HasBeenReached && !application.ApplicationStopping.IsCancellationRequested)
        {
            _ = RestartAsync(exitCode.Value);
        }
    }

    private async Task RestartAsync(int exitCode)
    {
        try
        {
            // A start that fails stops nothing, so that nobody else would try again.
            do
            {
                var pause = _pauses.Next();
                Restarting(logger, resource.Name, exitCode, pause.TotalSeconds);
                await Task.Delay(pause, time, application.ApplicationStopping);
                await commands.ExecuteCommandAsync(resource, KnownResourceCommands.StartCommand, application.ApplicationStopping);
            }
            while (await notifications.WaitForResourceAsync(resource.Name, Settled, application.ApplicationStopping) == KnownResourceStates.FailedToStart);
        }
        catch (OperationCanceledException) when (application.ApplicationStopping.IsCancellationRequested)
        {
            // The platform stops, and so does this.
        }
        catch (Exception e)
        {
            // Nobody waits for this task.
            GaveUp(logger, e, resource.Name);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Resource} died with exit code {ExitCode}: starting it again in {Seconds} s")]
    private static partial void Restarting(ILogger logger, string resource, int exitCode, double seconds);

    [LoggerMessage(Level = LogLevel.Error, Message = "{Resource} could not be started again")]
    private static partial void GaveUp(ILogger logger, Exception e, string resource);
}
