using DeployMcp.Data.Resources;
using DeployMcp.DeployerWorker.Deployments.Logs;
using DeployMcp.DeployerWorker.Resources;
using DeployMcp.Domain.Failures;
using DeployMcp.Domain.Resources;
using DeployMcp.Platform.Databases;

namespace DeployMcp.DeployerWorker.Deployments.Steps;

/// <summary>Before a revision starts, its databases are there. Most are already: they were begun with the service, beside the build.</summary>
internal sealed class ProvisionResources(ServiceResourceStore attached, ResourceProvisioning provisioning, DeploymentLogs logs)
{
    public async Task RunAsync(DeploymentWork work, CancellationToken cancellationToken)
    {
        var resources = await attached.ListAsync(work.Service.Id);
        foreach (var resource in resources.Select(r => r.Resource).Where(r => r.Status != ResourceStatus.Ready))
        {
            await MakeAsync(work, resource, cancellationToken);
        }

        if (resources.Count > 0)
        {
            var keys = ResourceVariables.Of([.. resources.Select(r => r.Use)]).Select(v => v.Key);
            await logs.WriteAsync(work.Deployment.Id, $"Databases: {string.Join(", ", resources.Select(r => r.Resource.Name))} ({string.Join(", ", keys)})");
        }
    }

    private async Task MakeAsync(DeploymentWork work, Resource resource, CancellationToken cancellationToken)
    {
        try
        {
            await provisioning.RunAsync(resource.Id, cancellationToken);
        }
        catch (DatabaseRefusedException e)
        {
            var failure = new DeploymentFailureException(
                FailureCode.PlatformFault,
                $"The database '{resource.Name}' could not be made.",
                e.Message,
                $"Call create_resource with name=\"{resource.Name}\", which tries again, then redeploy_service; or detach it with update_service.");
            await logs.WriteAsync(work.Deployment.Id, $"Failed ({failure.Failure.Code.ToWire()}): {failure.Failure.Message} {e.Message}");
            throw failure;
        }
        catch (ResourceGoneException)
        {
            throw DeploymentScope.NoLongerWanted();
        }
    }
}
