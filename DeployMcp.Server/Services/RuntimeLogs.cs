using DeployMcp.Domain.Services;
using DeployMcp.Platform.Runtimes;

namespace DeployMcp.Server.Services;

/// <summary>What a service's processes said, from the runtime that runs them.</summary>
public sealed partial class RuntimeLogs(IRunLogs runtime, ILogger<RuntimeLogs> logger)
{
    /// <summary>The last lines, oldest first; none when the runtime can't be reached, which must not hide the rest of the answer.</summary>
    public async Task<IReadOnlyList<string>> TailAsync(Service service, int lines, CancellationToken cancellationToken)
    {
        try
        {
            return [.. (await runtime.TailLogAsync(service.Id, lines, cancellationToken)).Select(l => l.Text)];
        }
        catch (HttpRequestException e)
        {
            LogUnreachable(e, service.Name);
            return [];
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The runtime did not give the log of service {Service}")]
    private partial void LogUnreachable(Exception exception, string service);
}
