using DeployMcp.Server.Web.Layout;

namespace DeployMcp.Tests.Server.Web;

public class TimeTextTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 21, 12, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(-10, "just now")]
    [InlineData(-60, "1 minute ago")]
    [InlineData(-3_540, "59 minutes ago")]
    [InlineData(-3_590, "1 hour ago")]
    [InlineData(-86_000, "1 day ago")]
    [InlineData(-3 * 86_400, "3 days ago")]
    [InlineData(-8 * 86_400, "13 Nov 2026")]
    [InlineData(7_200, "in 2 hours")]
    [InlineData(30 * 86_400, "21 Dec 2026")]
    public void Relative_NearAndFar_IsReadable(int seconds, string expected) => Assert.Equal(expected, TimeText.Relative(Now.AddSeconds(seconds), Now));

    [Theory]
    [InlineData(1.24, "1.2 s")]
    [InlineData(42.4, "42 s")]
    [InlineData(185, "3 min 5 s")]
    [InlineData(7_260, "2 h 1 min")]
    [InlineData(-1, "0.0 s")]
    public void Duration_ShortAndLong_IsReadable(double seconds, string expected) => Assert.Equal(expected, TimeText.Duration(TimeSpan.FromSeconds(seconds)));
}
