namespace DeployMcp.DeployerWorker.Reconciliation;

/// <summary>The section <c>Reconciliation</c>.</summary>
/// <param name="Interval">Between two rounds. A cluster keeps what runs running by itself, and lists of it are long.</param>
/// <param name="AtATime">Services that are brought up together: a machine starts few, a cluster many.</param>
internal sealed record ReconciliationSettings(TimeSpan Interval, int AtATime)
{
    public static ReconciliationSettings Read(IConfiguration configuration)
    {
        var section = configuration.GetSection("Reconciliation");
        var isCluster = configuration["Runtime:Kind"] == "kubernetes";
        return new ReconciliationSettings(
            section.GetValue(nameof(Interval), TimeSpan.FromSeconds(isCluster ? 30 : 10)),
            section.GetValue(nameof(AtATime), isCluster ? 32 : 4));
    }
}
