using DeployMcp.Planning.Versions;

namespace DeployMcp.Tests.Planning.Versions;

public class VersionRangeTests
{
    [Theory]
    [InlineData("22", "22.9.1", true)]
    [InlineData("22.x", "23.0.0", false)]
    [InlineData("v22.3.0", "22.3.0", true)]
    [InlineData(">=18", "20.20.2", true)]
    [InlineData(">= 18.17 < 21", "20.20.2", true)]
    [InlineData(">=18 <20", "20.0.0", false)]
    [InlineData("^20.19.0 || >=22.12.0", "20.20.2", true)]
    [InlineData("^20.19.0 || >=22.12.0", "22.11.0", false)]
    [InlineData("~20.10", "20.11.0", false)]
    [InlineData("~20", "20.11.0", true)]
    [InlineData("^0.2.3", "0.3.0", false)]
    [InlineData("^0.0.3", "0.0.3", true)]
    [InlineData("18 - 20", "20.99.0", true)]
    [InlineData("18 - 20.5.1", "20.5.2", false)]
    [InlineData(">20", "20.9.0", false)]
    [InlineData("<=20", "20.9.0", true)]
    [InlineData("*", "1.0.0", true)]
    [InlineData("", "1.0.0", true)]
    public void Contains_ByNpmsGrammar_IsAsNpmHasIt(string range, string version, bool expected)
        => Assert.Equal(expected, VersionRange.Parse(range)!.Contains(SemanticVersion.Find(version)!.Value));

    [Theory]
    [InlineData("latest")]
    [InlineData("file:../node")]
    [InlineData(">=twenty")]
    public void Parse_NoRange_IsNull(string text) => Assert.Null(VersionRange.Parse(text));

    [Fact]
    public void And_OfAlternatives_IsWhatBothHold()
    {
        var both = VersionRange.Parse("^20.19.0 || >=22.12.0")!.And(VersionRange.OfMajor(22));

        Assert.Equal(">=22.12.0 <23.0.0", both.ToString());
        Assert.True(both.And(VersionRange.OfMajor(20)).IsEmpty);
    }
}
