using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace DeployMcp.Tests.Fixtures.GitHubStandIn;

/// <summary>
/// A GitHub on this machine: its API, its OAuth exchange and its git, over HTTP. It holds our requests against GitHub's rules:
/// who signs how, which token reaches what, until when.
/// </summary>
public sealed class RunningGitHub : IAsyncDisposable
{
    private readonly WebApplication _app;

    private RunningGitHub(WebApplication app) => _app = app;

    public StandInState State { get; } = new();

    public string Url { get; private set; } = "";

    /// <summary>What the product is configured with to use it, without the section's name.</summary>
    public IReadOnlyDictionary<string, string> Settings => new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["AppId"] = $"{StandInState.AppId}",
        ["AppSlug"] = StandInState.Slug,
        ["PrivateKey"] = State.Key.ExportPkcs8PrivateKeyPem(),
        ["ClientId"] = StandInState.ClientId,
        ["ClientSecret"] = StandInState.ClientSecret,
        ["ApiUrl"] = $"{Url}/api/v3",
        ["Url"] = Url,
    };

    public string[] Arguments => [.. Settings.Select(s => $"--GitHub:{s.Key}={s.Value}")];

    public static async Task<RunningGitHub> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        var github = new RunningGitHub(builder.Build());
        StandInApi.Map(github._app, github.State);
        StandInWeb.Map(github._app, github.State);
        StandInGit.Map(github._app, github.State);
        await github._app.StartAsync();
        github.Url = github._app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();
        return github;
    }

    /// <summary>How many tokens were minted for installations.</summary>
    public int Minted => State.Requests.Count(r => r.EndsWith("/access_tokens", StringComparison.Ordinal));

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        State.Dispose();
    }
}
