using DeployMcp.Server.Calls;

namespace DeployMcp.Tests.Server.Calls;

public sealed class SharedReadTests
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(10);

    private readonly List<(string Key, TaskCompletionSource<int> Answer)> _reads = [];

    [Fact]
    public async Task ReadAsync_OneAfterTheOther_ReadsEachTime()
    {
        var number = 0;
        var shared = new SharedRead<string, int>(_ => Task.FromResult(++number));

        Assert.Equal(1, await shared.ReadAsync("a"));
        Assert.Equal(2, await shared.ReadAsync("a"));
    }

    [Fact]
    public async Task ReadAsync_WhileAReadIsUnderWay_WaitsForTheNextTogether()
    {
        var shared = new SharedRead<string, int>(Begin);

        var first = shared.ReadAsync("a");
        var second = shared.ReadAsync("a");
        var third = shared.ReadAsync("a");
        Assert.Single(_reads);
        _reads[0].Answer.SetResult(1);

        Assert.Equal(1, await first.WaitAsync(Deadline));
        Assert.Equal(2, _reads.Count);
        _reads[1].Answer.SetResult(2);
        var together = await Task.WhenAll(second, third).WaitAsync(Deadline);
        Assert.All(together, answer => Assert.Equal(2, answer));
        Assert.Equal(2, _reads.Count);
    }

    [Fact]
    public async Task ReadAsync_ReadFails_OnlyThoseWhoSharedItHearOfIt()
    {
        var shared = new SharedRead<string, int>(Begin);

        var first = shared.ReadAsync("a");
        var second = shared.ReadAsync("a");
        _reads[0].Answer.SetException(new InvalidOperationException("down"));
        await Assert.ThrowsAsync<InvalidOperationException>(() => first.WaitAsync(Deadline));
        _reads[1].Answer.SetResult(2);

        Assert.Equal(2, await second.WaitAsync(Deadline));
    }

    [Fact]
    public async Task ReadAsync_OtherKeys_NeverWaitForEachOther()
    {
        var shared = new SharedRead<string, int>(Begin);

        var first = shared.ReadAsync("a");
        var other = shared.ReadAsync("b");
        _reads[1].Answer.SetResult(2);

        Assert.Equal(2, await other.WaitAsync(Deadline));
        Assert.False(first.IsCompleted);
        Assert.Equal(["a", "b"], _reads.Select(r => r.Key));
        _reads[0].Answer.SetResult(1);
        Assert.Equal(1, await first.WaitAsync(Deadline));
    }

    private Task<int> Begin(string key)
    {
        _reads.Add((key, new TaskCompletionSource<int>()));
        return _reads[^1].Answer.Task;
    }
}
