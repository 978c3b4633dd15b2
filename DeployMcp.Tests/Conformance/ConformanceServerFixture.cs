using DeployMcp.Tests.Conformance.FixtureServer;

namespace DeployMcp.Tests.Conformance;

/// <summary>One conformance server for a class of tests.</summary>
public sealed class ConformanceServerFixture : IAsyncLifetime
{
    public ConformanceServer Server { get; private set; } = null!;

    public async Task InitializeAsync() => Server = await ConformanceServer.StartAsync();

    public async Task DisposeAsync() => await Server.DisposeAsync();
}
