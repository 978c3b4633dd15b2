namespace DeployMcp.Benchmarks.Kill;

/// <summary>A moment in the course of a deployment at which something can be killed.</summary>
/// <param name="Name">As the table shows it.</param>
public abstract record DeployStep(string Name)
{
    /// <summary>In the order in which a deployment goes through them.</summary>
    public static IReadOnlyList<DeployStep> All { get; } =
    [
        new HeldStep("queued", "deployments", "update", "new.status = 'building' and old.status = 'queued'"),
        new HeldStep("fetching", "git_tokens", "insert", "new.access = 'read'"),
        new SeenStep("building", "exists (select from deployment_logs where deployment_id = d.id and text = 'building for real')"),
        new HeldStep("provisioning", "deployment_logs", "insert", "new.text like 'Databases: %'"),
        new HeldStep("applying", "deployment_logs", "insert", "new.text like 'Starting the new revision%'"),
        new SeenStep("waiting", "exists (select from deployment_logs where deployment_id = d.id and text like 'Starting the new revision%')"),
        new HeldStep("switching", "deployment_logs", "insert", "new.text like 'Live at%'"),
        new SeenStep("retiring", "d.status = 'active'"),
    ];

    public static DeployStep Of(string name) => All.Single(step => step.Name == name);
}

/// <summary>Too short to be met by looking: the database holds whoever writes that row until it is let go.</summary>
/// <param name="Condition">On <c>new</c> and <c>old</c>, as triggers have them.</param>
public sealed record HeldStep(string Name, string Table, string Operation, string Condition) : DeployStep(Name);

/// <summary>Long enough to be seen: the app takes its time there.</summary>
/// <param name="Condition">On <c>d</c>, the deployment.</param>
public sealed record SeenStep(string Name, string Condition) : DeployStep(Name);
