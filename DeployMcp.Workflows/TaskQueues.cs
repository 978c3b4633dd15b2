namespace DeployMcp.Workflows;

public static class TaskQueues
{
    /// <summary>Account workflows, worked by DeployMcp.Worker.</summary>
    public const string Default = "default";

    public const string DefaultRegion = "eu-central-1";

    /// <summary>Builds and deployments of one region, worked by DeployMcp.DeployerWorker.</summary>
    public static string Deployer(string region = DefaultRegion) => $"deployer-{region}";
}
