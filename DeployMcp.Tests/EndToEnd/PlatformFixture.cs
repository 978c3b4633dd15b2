namespace DeployMcp.Tests.EndToEnd;

/// <summary>One running platform for the tests of a collection; each test makes repos and services of its own.</summary>
public sealed class PlatformFixture : IAsyncLifetime
{
    public RunningPlatform Platform { get; private set; } = null!;

    public async Task InitializeAsync() => Platform = await RunningPlatform.StartAsync();

    public async Task DisposeAsync() => await Platform.DisposeAsync();

    public Task<McpSession> ConnectAsync() => McpSession.ConnectAsync(Platform.Connection.McpUrl, Platform.Connection.ApiKey);
}

/// <summary>Tests that start platforms run one after the other: two of them would fight for the machine's two cores.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public class PlatformCollection : ICollectionFixture<PlatformFixture>
{
    public const string Name = "platform";
}
