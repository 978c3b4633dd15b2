using DeployMcp.DeployerWorker.Deployments;

namespace DeployMcp.Tests.DeployerWorker;

public class BuildQueueTests
{
    [Fact]
    public async Task EnterAsync_MoreThanPlaces_WaitInOrderAndHearTheirPosition()
    {
        var queue = new BuildQueue(1);
        var first = await queue.EnterAsync(_ => { }, CancellationToken.None);
        var positions = new List<int>();
        var second = queue.EnterAsync(_ => { }, CancellationToken.None);
        var third = queue.EnterAsync(positions.Add, CancellationToken.None);

        Assert.False(second.IsCompleted);
        first.Dispose();
        using (await second)
        {
            Assert.False(third.IsCompleted);
        }

        using var last = await third;
        Assert.Equal([2, 1], positions);
    }

    [Fact]
    public async Task EnterAsync_CancelledWhileWaiting_LeavesThePlaceToTheNext()
    {
        var queue = new BuildQueue(1);
        var first = await queue.EnterAsync(_ => { }, CancellationToken.None);
        using var cancel = new CancellationTokenSource();
        var gone = queue.EnterAsync(_ => { }, cancel.Token);
        var next = queue.EnterAsync(_ => { }, CancellationToken.None);

        await cancel.CancelAsync();
        first.Dispose();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => gone);
        using var place = await next;
    }
}
