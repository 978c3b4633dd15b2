namespace DeployMcp.Benchmarks.Kill;

/// <summary>What became of a deployment during which something was killed.</summary>
/// <param name="Ended">Its status in the end, with the failure's code.</param>
/// <param name="Took">From the kill to that end.</param>
/// <param name="Lost">What is wrong with it; empty when it finished or failed cleanly and nothing was left behind.</param>
public sealed record KillOutcome(string Process, string Step, string Ended, TimeSpan Took, string Lost)
{
    public bool IsLost => Lost.Length > 0;

    public override string ToString()
        => $"{Process} killed while {Step}: {Ended} after {Took.TotalSeconds:0.0} s{(IsLost ? $"; LOST: {Lost}" : "")}";
}
