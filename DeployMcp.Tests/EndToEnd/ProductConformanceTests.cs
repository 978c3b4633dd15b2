using DeployMcp.Tests.Conformance;

namespace DeployMcp.Tests.EndToEnd;

/// <summary>The product's own endpoint against the official suite: every scenario that needs no tools made for the suite.</summary>
[Collection(PlatformCollection.Name)]
public class ProductConformanceTests(PlatformFixture fixture)
{
    /// <summary>Checks that the suite itself calls "not testable" on a server without its diagnostic tools.</summary>
    private static readonly string[] NeedDiagnosticTools =
    [
        "sep-2575-server-rejects-undeclared-capability", "sep-2575-missing-capability-http-400",
        "sep-2575-http-server-no-independent-requests-on-stream", "sep-2575-server-no-log-without-loglevel",
    ];

    /// <summary>Those checks of the Tasks extension that call no tool made for the suite.</summary>
    [Fact]
    public async Task TasksExtension_AgainstTheOfficialSuite_PassesWhatNeedsNoTool()
    {
        await using var proxy = await AuthorizingProxy.StartAsync(
            new Uri(fixture.Platform.Connection.McpUrl), $"Bearer {fixture.Platform.Connection.ApiKey}");

        var results = await ConformanceSuite.RunAsync(proxy.Url, ["tasks-capability-negotiation", "tasks-dispatch-and-envelope"], "2026-07-28");

        string[] checks =
        [
            "tasks-extension-advertised", "sep-2663-tasks-methods-non-declaring", "sep-2663-tasks-result-removed-method-not-found",
            "tasks-removed-tasks-list", "sep-2663-tasks-get-invalid-task-id-32602",
        ];
        Assert.All(checks, id => Assert.Equal("SUCCESS", Assert.Single(results.SelectMany(r => r.Checks), c => c.Id == id).Status));
    }

    [Theory]
    [InlineData("2026-07-28", "server-stateless", "tools-list", "caching", "http-header-validation", "dns-rebinding-protection", "resources-list", "prompts-list")]
    [InlineData("2025-11-25", "server-initialize", "ping", "tools-list", "dns-rebinding-protection", "resources-list", "prompts-list")]
    [InlineData("2025-06-18", "server-initialize", "ping", "tools-list", "prompts-list")]
    public async Task Endpoint_AgainstTheOfficialSuite_Passes(string revision, params string[] scenarios)
    {
        await using var proxy = await AuthorizingProxy.StartAsync(
            new Uri(fixture.Platform.Connection.McpUrl), $"Bearer {fixture.Platform.Connection.ApiKey}");

        var results = await ConformanceSuite.RunAsync(proxy.Url, scenarios, revision);

        Assert.Equal(scenarios.Order(StringComparer.Ordinal), results.Select(r => r.Scenario).Order(StringComparer.Ordinal));
        Assert.Empty(results.SelectMany(r => r.Failures).Where(f => !NeedDiagnosticTools.Contains(f.Id)).Select(f => $"{f.Id}: {f}"));
    }
}
