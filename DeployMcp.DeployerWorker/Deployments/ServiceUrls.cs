using DeployMcp.Domain.Services;

namespace DeployMcp.DeployerWorker.Deployments;

/// <param name="pattern"><c>Edge:PublicUrl</c>: <c>{host}</c> stands for the service's label.</param>
internal sealed class ServiceUrls(string pattern)
{
    public const string Default = "http://{host}.localhost:8080";

    public string Of(Service service) => pattern.Replace("{host}", service.Hostname, StringComparison.Ordinal);
}
