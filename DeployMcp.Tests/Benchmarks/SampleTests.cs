using DeployMcp.Benchmarks.Statistics;

namespace DeployMcp.Tests.Benchmarks;

public class SampleTests
{
    [Theory]
    [InlineData(new double[] { 3, 1, 2 }, 2)]
    [InlineData(new double[] { 4, 1, 3, 2 }, 2.5)]
    [InlineData(new double[] { 7 }, 7)]
    public void Median_OfUnorderedValues_IsTheMiddle(double[] values, double median)
        => Assert.Equal(median, Sample.Median(values));

    [Theory]
    [InlineData(50, 50)]
    [InlineData(99, 99)]
    [InlineData(100, 100)]
    [InlineData(0.5, 1)]
    public void Percentile_OfOneToAHundred_IsTheNearestRank(double percent, double value)
        => Assert.Equal(value, Sample.Percentile(Enumerable.Range(1, 100).Reverse().Select(n => (double)n), percent));

    [Fact]
    public void Median_OfNothing_IsRefused() => Assert.Throws<ArgumentException>(() => Sample.Median([]));

    [Fact]
    public async Task Interleaved_WithTwoContenders_LetsThemTakeTurns()
    {
        var order = new List<string>();

        var results = await Interleaved.RunAsync(2, round => Note("a", round), round => Note("b", round));

        Assert.Equal(["a0", "b0", "a1", "b1"], order);
        Assert.Equal([["a0", "a1"], ["b0", "b1"]], results);

        Task<string> Note(string contender, int round)
        {
            order.Add($"{contender}{round}");
            return Task.FromResult($"{contender}{round}");
        }
    }
}
