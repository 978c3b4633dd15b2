using DeployMcp.Tests.Conformance.FixtureServer;
using ModelContextProtocol.AspNetCore;
using Xunit.Abstractions;

namespace DeployMcp.Tests.Conformance;

/// <summary>The transport in compat/ModelContextProtocol.AspNetCore passes the official suite in every revision.</summary>
public sealed class ConformanceTests(ConformanceServerFixture fixture, ITestOutputHelper output) : IClassFixture<ConformanceServerFixture>
{
    /// <summary>Checks (scenario:check) that ModelContextProtocol.Core 2.3.1 makes impossible, with their reasons.</summary>
    private static readonly string[] ExpectedFailures = [];

    /// <summary>The scenarios in which the server asks the client, or remembers its log level; both take a session.</summary>
    private static readonly string[] ScenariosOfSessions =
    [
        "elicitation-sep1034-defaults", "elicitation-sep1330-enums", "tools-call-elicitation", "tools-call-sampling", "tools-call-with-logging",
    ];

    [Theory]
    [InlineData("2025-03-26", 1)]
    [InlineData("2025-06-18", 27)]
    [InlineData("2025-11-25", 33)]
    [InlineData("2026-07-28", 40)]
    public async Task EveryScenario_AgainstTheFixtureServer_PassesUnlessExpectedToFail(string revision, int scenarios)
    {
        var results = await RunAsync(fixture.Server.Url, revision);

        Assert.Equal(scenarios, results.Count);
        var failed = results.SelectMany(result => result.Failures.Select(check => $"{result.Scenario}:{check.Id}")).Distinct(StringComparer.Ordinal);
        var expected = ExpectedFailures.Where(name => results.Any(result => name.StartsWith($"{result.Scenario}:", StringComparison.Ordinal)));
        Assert.Equal(expected.Order(StringComparer.Ordinal), failed.Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("2025-06-18")]
    [InlineData("2025-11-25")]
    public async Task EveryScenario_AgainstAServerWithoutSessions_PassesUnlessItNeedsOne(string revision)
    {
        await using var server = await ConformanceServer.StartAsync(HttpServerSessionMode.Stateless);

        var results = await RunAsync(server.Url, revision);

        var failed = results.Where(result => result.Failures.Any()).Select(result => result.Scenario);
        var expected = ScenariosOfSessions.Where(name => results.Any(result => result.Scenario == name));
        Assert.Equal(expected.Order(StringComparer.Ordinal), failed.Order(StringComparer.Ordinal));
    }

    /// <summary>The suite runs an extension's scenarios only by their names.</summary>
    [Fact]
    public async Task TasksScenarios_AgainstTheFixtureServer_Pass()
    {
        string[] scenarios =
        [
            "tasks-lifecycle", "tasks-capability-negotiation", "tasks-wire-fields", "tasks-request-state-removal", "tasks-mrtr-input", "tasks-request-headers",
            "tasks-dispatch-and-envelope", "tasks-status-notifications", "tasks-required-task-error", "tasks-mrtr-composition",
        ];

        var results = await RunAsync(fixture.Server.Url, "2026-07-28", scenarios);

        Assert.Equal(scenarios.Order(StringComparer.Ordinal), results.Select(result => result.Scenario).Order(StringComparer.Ordinal));
        Assert.Empty(results.SelectMany(result => result.Failures.Concat(result.Warnings)));
    }

    private async Task<IReadOnlyList<ScenarioResult>> RunAsync(Uri url, string revision, IReadOnlyCollection<string>? scenarios = null)
    {
        var results = await ConformanceSuite.RunAsync(url, scenarios, revision);
        foreach (var result in results)
            output.WriteLine($"{result.Scenario}: {string.Join(", ", result.Checks.CountBy(check => check.Status))}\n{result}");
        return results;
    }
}
