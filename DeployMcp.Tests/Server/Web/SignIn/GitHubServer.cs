using DeployMcp.Tests.Server.Fixture;
using Microsoft.AspNetCore.Builder;

namespace DeployMcp.Tests.Server.Web.SignIn;

/// <summary>A server of the collection's platform that signs people in through a GitHub of the test's own.</summary>
public sealed class GitHubServer(ServerFixture fixture) : IAsyncLifetime
{
    private WebApplication _server = null!;

    public GitHubStandIn GitHub { get; private set; } = null!;

    public string Url => _server.Urls.First();

    public async Task InitializeAsync()
    {
        GitHub = await GitHubStandIn.StartAsync();
        _server = await fixture.StartServerAsync(GitHub.Settings);
    }

    /// <summary>The server is the collection's to stop.</summary>
    public async Task DisposeAsync() => await GitHub.DisposeAsync();
}
