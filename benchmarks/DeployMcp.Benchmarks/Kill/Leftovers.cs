using System.Text;
using DeployMcp.Benchmarks.Deploy;

namespace DeployMcp.Benchmarks.Kill;

/// <summary>What a deployment must not leave behind, however it ended, and what must be back by then.</summary>
/// <param name="health">The URLs at which the parts that are spoken to say that they are well.</param>
internal sealed class Leftovers(string data, PlatformDatabase database, PlatformProcesses processes, Visitor visitor, IReadOnlyList<string> health)
{
    private const int KeptReleases = 2;

    /// <returns>Empty when there is nothing that nobody owns.</returns>
    public async Task<string> DescribeAsync(string serviceId)
    {
        var found = new StringBuilder();
        foreach (var name in PlatformProcesses.Names.Where(name => processes.Find(name) == 0))
            found.Append($"{name} does not run; ");

        foreach (var url in health)
            found.Append(await visitor.TryReadAsync(url) is null ? $"{url} does not answer; " : "");

        await CountAsync(found, "deployments in progress", "select count(*) from deployments where status in ('queued', 'building', 'deploying')");
        await CountAsync(found, "workflows running", "select count(*) from temporal.executions where close_time is null", "temporal");
        if (PlatformProcesses.RunningRevisions(serviceId) is { Count: not 1 } running)
            found.Append($"{running.Count} revisions have processes; ");

        Check(found, "workspaces", Directory.GetDirectories(Path.Combine(data, "apps", "work")), most: 0);
        Check(found, "releases", Directory.GetDirectories(Path.Combine(data, "apps", "artifacts")), KeptReleases);
        return found.ToString();
    }

    private async Task CountAsync(StringBuilder found, string what, string sql, string of = "deploymcp")
    {
        if (await database.ScalarAsync<long?>(sql, of) is not 0)
            found.Append($"{what}; ");
    }

    private static void Check(StringBuilder found, string what, string[] directories, int most)
    {
        if (directories.Length > most)
            found.Append($"{directories.Length} {what}; ");
    }
}
