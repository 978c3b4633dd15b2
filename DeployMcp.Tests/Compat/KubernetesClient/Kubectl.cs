using System.Diagnostics;
using DeployMcp.Tests.Clients;
using DeployMcp.Tests.Fixtures.KubernetesStandIn;

namespace DeployMcp.Tests.Compat.KubernetesClient;

/// <summary>The real kubectl (Debian: kubernetes-client), as the cluster's administrator.</summary>
internal sealed class Kubectl(RunningCluster cluster)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    public async Task<string> RunAsync(params string[] arguments)
    {
        var run = await TryAsync(arguments);
        Assert.True(run.ExitCode == 0, $"kubectl {string.Join(' ', arguments)}\n{run.Output}");
        return run.StandardOutput;
    }

    public Task<ProcessRun> TryAsync(params string[] arguments)
    {
        // Its cache of what the server knows is kept per host name and port: another server may have had this port before.
        var start = new ProcessStartInfo("kubectl", ["--kubeconfig", cluster.AdminKubeconfig, "--cache-dir", Path.GetDirectoryName(cluster.AdminKubeconfig)! + "/cache", .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        return ProcessRun.StartAsync(start, Patience, CancellationToken.None);
    }
}
