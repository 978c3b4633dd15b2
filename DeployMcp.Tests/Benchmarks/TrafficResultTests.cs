using DeployMcp.Benchmarks.Deploy;

namespace DeployMcp.Tests.Benchmarks;

public class TrafficResultTests
{
    [Fact]
    public void Of_TwoOutages_AddsTheTimesUntilTheNextAnswer()
    {
        var result = TrafficResult.Of([At(0, true), At(30, false), At(10, false), At(20, false), At(40, true), At(50, false), At(70, true)]);

        Assert.Equal(new TrafficResult(7, 4, TimeSpan.FromMilliseconds(50)), result);
    }

    [Fact]
    public void Of_AnsweredRequestsOnly_IsNeverDown()
        => Assert.Equal(new TrafficResult(2, 0, TimeSpan.Zero), TrafficResult.Of([At(0, true), At(10, true)]));

    private static (TimeSpan At, bool Answered) At(int milliseconds, bool answered) => (TimeSpan.FromMilliseconds(milliseconds), answered);
}
