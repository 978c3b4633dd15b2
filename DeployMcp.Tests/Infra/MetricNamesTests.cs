using System.Text.RegularExpressions;

namespace DeployMcp.Tests.Infra;

/// <summary>Alerts and dashboards ask for what the product measures, under the names that its numbers have in Prometheus.</summary>
public sealed partial class MetricNamesTests
{
    private static readonly string[] Suffixes = ["_bucket", "_count", "_sum"];

    [Fact]
    public void Metrics_OfAlertsAndDashboards_AreTheProductsInstruments()
    {
        var folder = Path.Combine(Repository.Root, InfraYaml.Cluster, "observability");
        var asked = Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Where(f => !f.Contains($"{Path.DirectorySeparatorChar}tests{Path.DirectorySeparatorChar}", StringComparison.Ordinal))
            .SelectMany(f => Asked().Matches(File.ReadAllText(f))).Select(m => Base(m.Value)).ToHashSet(StringComparer.Ordinal);

        Assert.Equal(Measured().Order(StringComparer.Ordinal), asked.Order(StringComparer.Ordinal));
    }

    /// <summary>As OpenTelemetry's rules for Prometheus name them: the unit, and total for what only grows.</summary>
    private static IEnumerable<string> Measured() => Directory.EnumerateDirectories(Repository.Root, "DeployMcp.*")
        .Where(d => !Path.GetFileName(d).Contains("Tests", StringComparison.Ordinal))
        .SelectMany(d => Directory.EnumerateFiles(d, "*.cs", SearchOption.AllDirectories))
        .SelectMany(f => Instrument().Matches(File.ReadAllText(f)))
        .Select(m => m.Groups["name"].Value.Replace('.', '_') + (m.Groups["unit"].Value == "s" ? "_seconds" : "") + (m.Groups["kind"].Value == "Counter" ? "_total" : ""));

    private static string Base(string metric) => Suffixes.FirstOrDefault(s => metric.EndsWith(s, StringComparison.Ordinal)) is { } suffix ? metric[..^suffix.Length] : metric;

    [GeneratedRegex("deploymcp_[a-z_]+", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Asked();

    [GeneratedRegex(@"Create(?<kind>Histogram|Counter|ObservableUpDownCounter|ObservableGauge|UpDownCounter)(<\w+>)?\(\s*""(?<name>deploymcp\.[a-z.]+)""(, \(\) => [^,]+)?, ""(?<unit>[^""]*)""", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 5000)]
    private static partial Regex Instrument();
}
