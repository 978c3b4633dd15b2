using DeployMcp.Domain.Identity;
using DeployMcp.Planning.Runtime;

namespace DeployMcp.Platform.Runtimes;

/// <summary>Where the product plane has run logs from.</summary>
public interface IRunLogs
{
    /// <summary>The last lines of the service, oldest first; at most 500.</summary>
    /// <exception cref="HttpRequestException">They can't be had now.</exception>
    Task<IReadOnlyList<RuntimeLogLine>> TailLogAsync(ServiceId serviceId, int lines, CancellationToken cancellationToken);
}

public static class RunLogs
{
    /// <summary>What run logs are encrypted as, on their way through a workflow.</summary>
    public const string SealedName = "run-log";
}
