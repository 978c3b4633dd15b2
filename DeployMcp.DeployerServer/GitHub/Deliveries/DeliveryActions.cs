using System.Text.Json;
using DeployMcp.Data.Git;
using DeployMcp.Data.Services;
using DeployMcp.DeployerServer.GitHub.Events;
using DeployMcp.Workflows.Accounts;

namespace DeployMcp.DeployerServer.GitHub.Deliveries;

/// <summary>Does what a stored delivery asks for. Each may be done twice.</summary>
internal sealed partial class DeliveryActions(
    WebhookDeliveryStore deliveries,
    PushDeployments pushes,
    InstallationStore installations,
    GitHubRepoStore repos,
    ServiceStore services,
    AccountWorkflowClient workflows,
    ILogger<DeliveryActions> logger)
{
    public async Task ActAsync(WebhookDelivery delivery)
    {
        switch (delivery.Event)
        {
            case "push":
                await PushAsync(delivery, JsonSerializer.Deserialize(delivery.Facts, FactsJson.Default.PushFacts)!);
                break;
            case "repository":
                await MoveAsync(JsonSerializer.Deserialize(delivery.Facts, FactsJson.Default.RepositoryMove)!);
                break;
            case "installation":
                await InstallationAsync(JsonSerializer.Deserialize(delivery.Facts, FactsJson.Default.InstallationChange)!);
                break;
            default:
                LogUnknown(delivery.Event);
                break;
        }
    }

    private async Task PushAsync(WebhookDelivery delivery, PushFacts push)
    {
        // A push that comes late must not put an older commit in the place of a newer one.
        if (!await deliveries.IsOvertakenAsync(delivery))
        {
            await pushes.BeginAsync(push);
        }
    }

    /// <summary>Also for services that were made from its URL: at the old one another repository may be one day.</summary>
    private async Task MoveAsync(RepositoryMove move)
    {
        await repos.RenameAsync(move.RepositoryId, move.Owner, move.Name);
        if (move.OldCloneUrl is { } old)
        {
            await services.MoveRepoAsync(CloneUrls.Of(old), move.CloneUrl);
        }
    }

    /// <summary>What the event says is done at once; what GitHub says when it is asked, whatever came in which order, soon after.</summary>
    private async Task InstallationAsync(InstallationChange change)
    {
        switch (change.Action)
        {
            case "deleted":
                await installations.RemoveAsync(change.InstallationId);
                return;
            case "suspend" or "unsuspend":
                await installations.SuspendAsync(change.InstallationId, change.Action == "suspend");
                break;
        }

        await workflows.StartInstallationSyncAsync(change.InstallationId);
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "A stored delivery of the event {Event} is unknown to this version and dropped")]
    private partial void LogUnknown(string @event);
}
