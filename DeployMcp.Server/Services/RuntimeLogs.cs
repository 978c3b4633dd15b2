using DeployMcp.Data.Services;
using DeployMcp.Platform.Runtimes;

namespace DeployMcp.Server.Services;

/// <summary>What a service's process said, from the runtime that runs it: of the newest revision, which is the one a caller asks about.</summary>
public sealed partial class RuntimeLogs(IServiceRuntime runtime, ILogger<RuntimeLogs> logger)
{
    /// <summary>The last lines, oldest first; none when the runtime can't be reached, which must not hide the rest of the answer.</summary>
    public async Task<IReadOnlyList<string>> TailAsync(ServiceOverview overview, int lines, CancellationToken cancellationToken)
    {
        if ((overview.Newest ?? overview.Serving) is not { } deployment)
        {
            return [];
        }

        try
        {
            return await runtime.TailLogAsync(overview.Service.Id, deployment.Id, lines, cancellationToken);
        }
        catch (HttpRequestException e)
        {
            LogUnreachable(e, overview.Service.Name);
            return [];
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The runtime did not give the log of service {Service}")]
    private partial void LogUnreachable(Exception exception, string service);
}
