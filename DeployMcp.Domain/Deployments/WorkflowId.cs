using System.Globalization;
using DeployMcp.Domain.Identity;

namespace DeployMcp.Domain.Deployments;

/// <summary>Deterministic workflow ids: the same cause gives the same id, so that a duplicate starts nothing.</summary>
public static class WorkflowId
{
    /// <summary>For a push and for a new service: once for each service and commit.</summary>
    public static string For(ServiceId service, string commitSha) => $"deploy-{service}-{commitSha}";

    /// <summary>For a redeploy that was asked for, and where the commit isn't known yet: once for each deployment.</summary>
    public static string For(ServiceId service, DeploymentId deployment) => $"deploy-{service}-{deployment}";

    public static string ForDelete(ServiceId service) => $"delete-{service}";

    /// <summary>One at a time for the same lines.</summary>
    public static string ForRunLog(ServiceId service, int lines) => string.Create(CultureInfo.InvariantCulture, $"run-log-{service}-{lines}");

    public static string ForAccount(UserId user) => $"provision-account-{user}";

    public static string ForAccountDeletion(UserId user) => $"delete-account-{user}";

    /// <summary>One at a time for each installation of the GitHub App.</summary>
    public static string ForInstallationSync(long installation) => $"github-installation-{installation}";

    public static string ForResource(ResourceId resource) => $"resource-{resource}";

    /// <summary>One at a time for each.</summary>
    public static string ForResourceUsage(ResourceId resource) => $"resource-usage-{resource}";

    public static string ForResourceRemoval(ResourceId resource) => $"remove-resource-{resource}";
}
