using DeployMcp.Data.Resources;
using DeployMcp.Domain.Resources;

namespace DeployMcp.Server.Resources;

/// <summary>Follows a database until it answers or has failed, or the time is over.</summary>
public sealed class ResourceWait(ResourceStore resources, TimeProvider time)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(25);

    public async Task<Resource> UntilSettledAsync(Resource resource, CancellationToken cancellationToken)
    {
        var started = time.GetTimestamp();
        while (resource.Status == ResourceStatus.Provisioning && time.GetElapsedTime(started) < Patience)
        {
            await Task.Delay(Interval, time, cancellationToken);
            resource = await resources.FindAsync(resource.Id) ?? resource;
        }

        return resource;
    }
}
