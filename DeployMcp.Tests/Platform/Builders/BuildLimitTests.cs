using DeployMcp.Domain.Failures;
using DeployMcp.Planning.Plans;
using DeployMcp.Tests.Planning;

namespace DeployMcp.Tests.Platform.Builders;

public sealed class BuildLimitTests : IDisposable
{
    private readonly BuildBench _bench = new();

    public void Dispose() => _bench.Dispose();

    [Theory]
    [InlineData("yes noise")]
    [InlineData("tr '\\0' 'x' < /dev/zero")]
    public async Task BuildAsync_EndlessOutput_IsStopped(string command)
    {
        var failure = await FailAsync(command);

        Assert.Equal(FailureCode.BuildFailed, failure.Code);
        Assert.Contains("printed more than", failure.Message, StringComparison.Ordinal);
        Assert.True(_bench.Lines.Count <= _bench.Options.MaxOutputLines + 10);
    }

    [Fact]
    public async Task BuildAsync_EndlessBuild_IsStopped()
    {
        _bench.Options.TimeLimit = TimeSpan.FromSeconds(1);

        var failure = await FailAsync("echo waiting; sleep 1000");

        Assert.Equal(FailureCode.BuildFailed, failure.Code);
        Assert.Contains("did not end", failure.Message, StringComparison.Ordinal);
        Assert.Contains("waiting", failure.Evidence, StringComparison.Ordinal);
    }

    [Fact]
    public async Task BuildAsync_HugeDisk_IsStopped()
    {
        _bench.Options.MaxWorkspaceMiB = 50;

        var failure = await FailAsync("for i in $(seq 1 60); do head -c 2000000 /dev/zero > f$i; done; sleep 1000");

        Assert.Equal(FailureCode.QuotaExceeded, failure.Code);
    }

    [Fact]
    public async Task BuildAsync_HugeMemory_IsOutOfMemory()
    {
        _bench.Options.MaxMemoryMiB = 150;

        var failure = await FailAsync("node -e \"const a = []; setInterval(() => a.push(Buffer.alloc(2e7, 1)), 20)\"");

        Assert.Equal(FailureCode.OutOfMemory, failure.Code);
    }

    [Fact]
    public async Task BuildAsync_ProcessLeavesSession_IsEndedWithTheBuild()
    {
        await _bench.BuildAsync([("index.html", "x")], Commands("setsid sleep 1000 & setsid setsid -f sleep 1001; env -i /usr/bin/setsid -f sleep 1002; true"));

        Assert.False(_bench.HasProcesses());
    }

    [Fact]
    public async Task BuildAsync_Cancelled_EndsAtOnceAndLeavesNothing()
    {
        using var cancel = new CancellationTokenSource();
        var build = _bench.BuildAsync([("index.html", "x")], Commands("echo started; setsid -f sleep 1000; sleep 1000"), cancellationToken: cancel.Token);
        await Eventually.TrueAsync(() => _bench.Lines.Contains("started"), TimeSpan.FromSeconds(20), () => _bench.Log);

        await cancel.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => build.WaitAsync(TimeSpan.FromSeconds(10)));
        Assert.False(_bench.HasProcesses());
    }

    private async Task<Failure> FailAsync(string command)
    {
        var e = await Assert.ThrowsAsync<DeploymentFailureException>(() => _bench.BuildAsync([("index.html", "x")], Commands(command)));
        Assert.False(_bench.HasProcesses());
        return e.Failure;
    }

    private static PlanSettings Commands(string build) => PlanCase.Defaults with { BuildCommand = build, StartCommand = "true" };
}
