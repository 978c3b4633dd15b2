using DeployMcp.Domain.Identity;
using DeployMcp.Domain.Security;
using Temporalio.Activities;

namespace DeployMcp.Workflows.Deployments;

/// <param name="Lines">At most 500.</param>
public sealed record ReadRunLogInput(ServiceId ServiceId, int Lines);

/// <summary>What the processes of a service printed, read where the runtime can be reached.</summary>
public interface IRunLogActivities
{
    /// <summary>
    /// The last lines, oldest first, as JSON, at most 256 KiB of it: encrypted for the service under the platform's key, because apps print
    /// secrets and histories hold none.
    /// </summary>
    [Activity]
    Task<EncryptedValue> ReadAsync(ReadRunLogInput input);
}
