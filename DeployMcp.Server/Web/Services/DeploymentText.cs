using DeployMcp.Domain.Deployments;
using DeployMcp.Server.Web.Layout;

namespace DeployMcp.Server.Web.Services;

/// <summary>A deployment in the words of a page.</summary>
internal static class DeploymentText
{
    /// <summary>What was committed, as far as it is known.</summary>
    public static string Name(Deployment deployment)
        => VisibleText.FirstLine(deployment.CommitMessage, 80) is { Length: > 0 } message ? message : $"Deployment of {deployment.CreatedAt:yyyy-MM-dd HH:mm} UTC";

    public static string Cause(DeploymentTrigger trigger) => trigger switch
    {
        DeploymentTrigger.Create => "first deployment",
        DeploymentTrigger.Push => "push",
        DeploymentTrigger.Redeploy => "redeployed",
        DeploymentTrigger.Rollback => "rolled back",
        _ => "new settings",
    };
}
