using DeployMcp.Data.Deployments;
using DeployMcp.Data.Services;
using DeployMcp.Domain.Deployments;
using DeployMcp.Domain.Identity;
using DeployMcp.Domain.Services;
using DeployMcp.Server.Auth;
using DeployMcp.Server.Calls;

namespace DeployMcp.Server.Services;

/// <param name="Log">Oldest first.</param>
/// <param name="Earlier">The number to ask for the lines before these; null when there are none.</param>
public sealed record DeploymentDetails(Service Service, Deployment Deployment, IReadOnlyList<string> Log, long? Earlier);

/// <summary>One deployment with what building and deploying said, page by page from the end.</summary>
public sealed class GetDeployment(ServiceStore services, DeploymentStore deployments, DeploymentLogStore logs)
{
    /// <param name="before">A page's <see cref="DeploymentDetails.Earlier"/>; null for the end of the log.</param>
    /// <exception cref="RefusalException">The caller has no such service, or that has no such deployment.</exception>
    public async Task<DeploymentDetails> RunAsync(Caller caller, string name, string? project, string id, long? before = null)
    {
        var asked = ServiceRef.Of(caller, name, project);
        var service = await services.FindAsync(caller.UserId, asked.Project, asked.Name) ?? throw RefusalException.NoService(asked.Name, asked.Project);
        var deployment = Guid.TryParse(id, out var guid) ? await deployments.FindAsync(new DeploymentId(guid)) : null;
        if (deployment is null || deployment.ServiceId != service.Id)
        {
            throw RefusalException.NoDeployment(id, service.Name);
        }

        // One more than is shown tells whether there are earlier ones.
        var lines = await logs.BeforeAsync(deployment.Id, before ?? long.MaxValue, ServiceLimits.MaxLogLines + 1);
        var shown = lines.Count > ServiceLimits.MaxLogLines ? [.. lines.Skip(1)] : lines;
        return new DeploymentDetails(service, deployment, [.. shown.Select(l => l.Text)], lines.Count > shown.Count ? shown[0].Number : null);
    }
}
