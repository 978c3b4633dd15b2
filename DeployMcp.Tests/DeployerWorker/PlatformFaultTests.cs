using System.Diagnostics;
using DeployMcp.Data.Git;
using DeployMcp.Data.Services;
using DeployMcp.Data.Users;
using DeployMcp.DeployerWorker.Deployments;
using DeployMcp.Domain.Deployments;
using DeployMcp.Domain.Failures;
using DeployMcp.Domain.Security;
using DeployMcp.Domain.Services;
using DeployMcp.Tests.Fixtures;
using DeployMcp.Workflows.Deployments;
using Temporalio.Exceptions;

namespace DeployMcp.Tests.DeployerWorker;

/// <summary>A part of the platform that fails is tried again, and said to be ours; it is never the user's failure.</summary>
public sealed class PlatformFaultTests(DeployerBench bench) : IClassFixture<DeployerBench>
{
    private const string Server = "require('http').createServer((q, r) => r.end('served')).listen(process.env.PORT)";

    [Fact]
    public async Task ApplyRevisionAsync_WhileTheAgentIsDown_IsTriedAgainAndSaidToBeOurs()
    {
        var activities = bench.Get<DeployActivities>();
        var repo = await bench.CreateRepoAsync();
        await repo.CommitAsync(("server.js", Server));
        var (service, deployment) = await bench.CreateServiceAsync(repo);
        var step = new DeploymentStep(service.Id, deployment.Id);
        await DeployerBench.StepAsync(() => activities.ResolveCommitAsync(step));
        await DeployerBench.StepAsync(() => activities.BuildReleaseAsync(step));
        await bench.Agent.StopAsync();
        await FaultAsync(() => activities.ApplyRevisionAsync(step));
        await bench.Agent.StartAsync();

        Assert.Null((await bench.FindAsync(deployment)).Failure);
        Assert.Contains("Platform fault: what runs the services did not answer", await bench.LogAsync(deployment), StringComparison.Ordinal);
        await DeployerBench.StepAsync(() => activities.ApplyRevisionAsync(step));
        await DeployerBench.StepAsync(() => activities.WaitForRolloutAsync(step));
        await DeployerBench.StepAsync(() => activities.SwitchTrafficAsync(step));
        Assert.Equal("served", await bench.Agent.GetAsync(service.Hostname));
    }

    [Fact]
    public async Task ResolveCommitAsync_WhileTheGitServerIsDown_IsTriedAgainAndSaidToBeOurs()
    {
        var activities = bench.Get<DeployActivities>();
        var user = await bench.Get<UserStore>().EnsureAsync("somebody");
        var (repo, _) = await bench.Get<RepoStore>().EnsureAsync(user.Id, "ml.ink", "somebody", "shop", null);
        var (service, deployment, _) = await bench.Get<ServiceStore>().CreateAsync(TestDatabase.NewService(user.Id, "shop", commit: null, repo.Id));
        var step = new DeploymentStep(service.Id, deployment!.Id);

        await FaultAsync(() => activities.ResolveCommitAsync(step));
        await DeployerBench.StepAsync(() => activities.FinishAsync(new FinishInput(step, DeploymentStatus.Failed)));

        var failure = (await bench.FindAsync(deployment)).Failure!;
        Assert.Equal(FailureCode.PlatformFault, failure.Code);
        Assert.Contains("did not answer", failure.Evidence, StringComparison.Ordinal);
        Assert.Contains("redeploy_service", failure.Next, StringComparison.Ordinal);
    }

    [Fact]
    public async Task BuildReleaseAsync_OnAFullDisk_IsTriedAgainAndSaidToBeOurs()
    {
        // Where no file system can be mounted, the kernel's own full device stands for one.
        var canMount = await RunAsync("mount", "-t", "tmpfs", "-o", "size=8m,mode=711", "tmpfs", bench.Options.WorkDirectory);
        var repo = await bench.CreateRepoAsync();
        await repo.CommitAsync(("package.json", """{"scripts":{"build":"head -c 20000000 /dev/zero > $OUTPUT","start":"node server.js"}}"""), ("server.js", Server));
        var (service, deployment) = await bench.CreateServiceAsync(repo, new EnvVar("OUTPUT", new Sensitive(canMount ? "output.bin" : "/dev/full")));
        var step = new DeploymentStep(service.Id, deployment.Id);
        try
        {
            await DeployerBench.StepAsync(() => bench.Get<DeployActivities>().ResolveCommitAsync(step));
            await FaultAsync(() => bench.Get<DeployActivities>().BuildReleaseAsync(step));
        }
        finally
        {
            Assert.True(!canMount || await RunAsync("umount", bench.Options.WorkDirectory));
        }

        Assert.Null((await bench.FindAsync(deployment)).Failure);
        Assert.Contains("Platform fault: a disk of the platform is full", await bench.LogAsync(deployment), StringComparison.Ordinal);
    }

    /// <summary>An error that the workflow tries again.</summary>
    private static async Task FaultAsync(Func<Task> step)
    {
        var e = await Assert.ThrowsAsync<ApplicationFailureException>(() => DeployerBench.StepAsync(step));
        Assert.False(e.NonRetryable);
        Assert.NotEqual(DeploymentErrors.UserFailure, e.ErrorType);
    }

    private static async Task<bool> RunAsync(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true })!;
        await process.WaitForExitAsync();
        return process.ExitCode == 0;
    }
}
