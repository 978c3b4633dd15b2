using Xunit.Abstractions;

namespace DeployMcp.Tests.Conformance;

/// <summary>The transport in compat/ModelContextProtocol.AspNetCore passes the official suite in every revision.</summary>
public sealed class ConformanceTests(ConformanceServerFixture fixture, ITestOutputHelper output) : IClassFixture<ConformanceServerFixture>
{
    /// <summary>Checks (scenario:check) that ModelContextProtocol.Core 2.3.1 makes impossible; README.md of the transport has the reasons.</summary>
    private static readonly string[] ExpectedFailures = [];

    [Theory]
    [InlineData("2025-03-26", 1)]
    [InlineData("2025-06-18", 27)]
    [InlineData("2025-11-25", 33)]
    [InlineData("2026-07-28", 40)]
    public async Task EveryScenario_AgainstTheFixtureServer_PassesUnlessExpectedToFail(string revision, int scenarios)
    {
        var results = await ConformanceSuite.RunAsync(fixture.Server.Url, scenarios: null, revision);

        foreach (var result in results)
            output.WriteLine($"{result.Scenario}: {string.Join(", ", result.Checks.CountBy(check => check.Status))}\n{result}");
        Assert.Equal(scenarios, results.Count);
        var failed = results.SelectMany(result => result.Failures.Select(check => $"{result.Scenario}:{check.Id}")).Distinct(StringComparer.Ordinal);
        var expected = ExpectedFailures.Where(name => results.Any(result => name.StartsWith($"{result.Scenario}:", StringComparison.Ordinal)));
        Assert.Equal(expected.Order(StringComparer.Ordinal), failed.Order(StringComparer.Ordinal));
    }
}
