using DeployMcp.Benchmarks.LibSql;

namespace DeployMcp.Tests.LibSql.Kills;

/// <summary>The benchmark <c>libsql-kill</c> in short.</summary>
public class KillTests
{
    private const int Kills = 20;

    [Fact]
    public async Task Server_KilledInTheMiddleOfTransactions_LosesNothingAndKeepsNoHalf()
    {
        var directory = Directory.CreateTempSubdirectory("deploymcp-libsql-kill-").FullName;

        var report = await new KilledTransactions(directory, new Random()).RunAsync(Kills);

        Assert.Empty(report.Problems);
        Assert.True(report.Open > 0 && report.Acknowledged > 0, $"{report}");
        Directory.Delete(directory, recursive: true);
    }
}
