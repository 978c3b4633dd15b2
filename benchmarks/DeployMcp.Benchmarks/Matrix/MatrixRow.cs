using System.Globalization;
using System.Text;

namespace DeployMcp.Benchmarks.Matrix;

/// <param name="IsAsExpected">Live where it was to be, or the failure that was to come; a missing toolchain is neither good nor bad.</param>
/// <param name="First">From create_service to the expected page; for a failure, to its being told.</param>
/// <param name="Again">From a push that changes no dependency to the new version's being active; null where there was none.</param>
internal sealed record MatrixRow(string Stack, string Outcome, bool IsAsExpected, TimeSpan First, TimeSpan? Again)
{
    public static string Table(IReadOnlyList<MatrixRow> rows)
    {
        var text = new StringBuilder("| stack | outcome | first deploy, s | redeploy, s |\n|---|---|---:|---:|\n");
        foreach (var row in rows)
        {
            text.Append(CultureInfo.InvariantCulture, $"| {row.Stack} | {row.Outcome} | {row.First.TotalSeconds:0.0} | {Seconds(row.Again)} |\n");
        }

        return text.ToString();
    }

    private static string Seconds(TimeSpan? time) => time is { } known ? known.TotalSeconds.ToString("0.0", CultureInfo.InvariantCulture) : "";
}
