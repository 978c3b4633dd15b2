using DeployMcp.Domain.Identity;

namespace DeployMcp.Agent.Revisions;

internal sealed record RevisionKey(ServiceId Service, DeploymentId Deployment)
{
    /// <summary>Also the name under which its processes are marked.</summary>
    public override string ToString() => $"{Service}/{Deployment}";
}
