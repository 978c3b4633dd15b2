using DeployMcp.DeployerWorker.Reconciliation;
using DeployMcp.Domain.Identity;

namespace DeployMcp.Tests.DeployerWorker.Reconciliation;

public class PatienceTests
{
    private readonly ManualTime _time = new();

    [Fact]
    public void Overdue_RevisionWithoutRow_OnlyAfterItHadTimeToDrain()
    {
        var unowned = new Unowned(_time);
        var (stays, ends) = (DeploymentId.New(), DeploymentId.New());

        Assert.Empty(unowned.Overdue([stays, ends]));
        _time.Advance(TimeSpan.FromSeconds(40));
        Assert.Empty(unowned.Overdue([stays]));
        _time.Advance(TimeSpan.FromSeconds(20));

        Assert.Equal([stays], unowned.Overdue([stays, ends]));
    }

    [Fact]
    public void MayTry_RevisionThatStaysDown_IsLeftAloneForLongerAndLonger()
    {
        var pauses = new RetryPauses(_time);
        var id = DeploymentId.New();

        Assert.True(pauses.MayTry(id));
        Assert.False(pauses.MayTry(id));
        _time.Advance(TimeSpan.FromSeconds(10));
        Assert.True(pauses.MayTry(id));
        _time.Advance(TimeSpan.FromSeconds(10));
        Assert.False(pauses.MayTry(id));
        pauses.Forget(id);
        Assert.True(pauses.MayTry(id));
    }

    private sealed class ManualTime : TimeProvider
    {
        private DateTimeOffset _now = DateTimeOffset.UnixEpoch;

        public void Advance(TimeSpan time) => _now += time;

        public override DateTimeOffset GetUtcNow() => _now;
    }
}
