using DeployMcp.Domain.Deployments;

namespace DeployMcp.Tests.Domain.Deployments;

public class DeploymentStatusTests
{
    [Fact]
    public void ToWire_OfEachStatus_IsReadBackAsThat()
    {
        Assert.Equal(
            ["queued", "building", "deploying", "active", "crashed", "failed", "cancelled", "superseded", "removed"],
            Enum.GetValues<DeploymentStatus>().Select(s => s.ToWire()));
        Assert.All(Enum.GetValues<DeploymentStatus>(), s => Assert.Equal(s, DeploymentStatuses.Parse(s.ToWire())));
    }

    [Theory]
    [InlineData("")]
    [InlineData("Active")]
    [InlineData("unknown")]
    public void Parse_OfAnythingElse_Throws(string wire) => Assert.Throws<ArgumentException>(() => DeploymentStatuses.Parse(wire));

    [Theory]
    [InlineData(DeploymentStatus.Queued, DeploymentStatus.Active, false)]
    [InlineData(DeploymentStatus.Deploying, DeploymentStatus.Active, true)]
    [InlineData(DeploymentStatus.Crashed, DeploymentStatus.Active, true)]
    [InlineData(DeploymentStatus.Failed, DeploymentStatus.Building, false)]
    [InlineData(DeploymentStatus.Active, DeploymentStatus.Failed, false)]
    [InlineData(DeploymentStatus.Active, DeploymentStatus.Removed, true)]
    public void CanBecome_FollowsTheStateMachine(DeploymentStatus from, DeploymentStatus to, bool expected) => Assert.Equal(expected, from.CanBecome(to));
}
