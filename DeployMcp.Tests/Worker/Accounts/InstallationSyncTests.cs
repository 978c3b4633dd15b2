using System.Collections.Concurrent;
using System.Security.Cryptography;
using DeployMcp.Data.Git;
using DeployMcp.Domain.Git;
using DeployMcp.Domain.Identity;
using DeployMcp.Tests.Fixtures;
using DeployMcp.Workflows.Accounts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace DeployMcp.Tests.Worker.Accounts;

/// <summary>The real worker; GitHub is a server that answers in GitHub's shapes.</summary>
public sealed class InstallationSyncTests(TestDatabase database) : IClassFixture<TestDatabase>, IAsyncLifetime
{
    private const long Installation = 4711;

    private readonly ConcurrentDictionary<long, object> _installations = new();
    private readonly List<(long Id, string FullName)> _repositories = [];
    private WebApplication _github = null!;
    private WebApplication _worker = null!;

    public async Task InitializeAsync()
    {
        _github = await StartGitHubAsync();
        using var key = RSA.Create(2048);
        _worker = DeployMcp.Worker.Program.Build(
        [
            "--urls=http://127.0.0.1:0", "--Logging:LogLevel:Default=Error",
            $"--ConnectionStrings:deploymcp={database.ConnectionString}", $"--ConnectionStrings:temporal={database.ConnectionString}",
            "--GitHub:AppId=7", $"--GitHub:PrivateKey={key.ExportRSAPrivateKeyPem()}", $"--GitHub:ApiUrl={_github.Urls.First()}/",
        ]);
        await _worker.StartAsync();
    }

    public async Task DisposeAsync()
    {
        foreach (var application in new[] { _worker, _github })
        {
            await application.StopAsync();
            await application.DisposeAsync();
        }
    }

    [Fact]
    public async Task Sync_BringsNameCoverageSuspensionAndEndFromGitHub()
    {
        var user = (await database.AddUserAsync()).Id;
        await Installations.UpsertAsync(user, new InstallationFacts(Installation, 1, "old-login", "User", "selected", Suspended: false));
        var renamed = await AddRepoAsync(user, 1, "old-login/one", Installation);
        var uncovered = await AddRepoAsync(user, 2, "old-login/two", Installation);
        _repositories.AddRange([(1, "octo/uno"), (3, "octo/three")]);
        Know("all", suspendedAt: null);

        await SyncAsync();
        await Eventually.TrueAsync(async () => (await Installations.FindAsync(Installation))?.Account == "octo", "the installation has its present name");
        await Eventually.TrueAsync(async () => (await FindAsync(renamed)).FullName == "octo/uno", "the repository has its present name");

        Assert.Equal(("all", false), await StateAsync());
        Assert.Equal(Installation, (await FindAsync(renamed)).InstallationId);
        Assert.Null((await FindAsync(uncovered)).InstallationId);

        Know("all", suspendedAt: "2026-01-01T00:00:00Z");
        await SyncAsync();
        await Eventually.TrueAsync(async () => (await StateAsync()).Suspended, "it is suspended");
        Assert.Equal(Installation, (await FindAsync(renamed)).InstallationId);

        _installations.Clear();
        await SyncAsync();
        await Eventually.TrueAsync(async () => await Installations.FindAsync(Installation) is null, "it is gone");
        Assert.Null((await FindAsync(renamed)).InstallationId);
    }

    private InstallationStore Installations => database.Get<InstallationStore>();

    private Task SyncAsync() => _worker.Services.GetRequiredService<AccountWorkflowClient>().StartInstallationSyncAsync(Installation);

    private async Task<(string Selection, bool Suspended)> StateAsync()
    {
        var state = (await Installations.FindAsync(Installation))!;
        return (state.RepositorySelection, state.Suspended);
    }

    private async Task<RepoId> AddRepoAsync(UserId user, long id, string fullName, long installation)
        => (await database.Get<GitHubRepoStore>().EnsureAsync(
            user, "github.com", new GitHubRepo(id, installation, fullName.Split('/')[0], fullName.Split('/')[1], null))).Repo.Id;

    private async Task<Repo> FindAsync(RepoId id) => (await database.Get<RepoStore>().FindAsync(id))!;

    private void Know(string selection, string? suspendedAt) => _installations[Installation] = new
    {
        id = Installation,
        account = new { login = "octo", id = 1, type = "User" },
        target_type = "User",
        repository_selection = selection,
        suspended_at = suspendedAt,
    };

    private async Task<WebApplication> StartGitHubAsync()
    {
        var builder = WebApplication.CreateSlimBuilder(["--urls=http://127.0.0.1:0"]);
        builder.Logging.ClearProviders();
        var app = builder.Build();
        app.MapGet("/app/installations/{id:long}", (long id) =>
            _installations.TryGetValue(id, out var known) ? Results.Json(known) : Results.Json(new { message = "Not Found" }, statusCode: 404));
        app.MapPost("/app/installations/{id:long}/access_tokens", () =>
            Results.Json(new { token = "ghs_of_the_tests", expires_at = "2099-01-01T00:00:00Z", permissions = new { metadata = "read" } }, statusCode: 201));
        app.MapGet("/installation/repositories", () => Results.Json(new
        {
            total_count = _repositories.Count,
            repositories = _repositories.Select(r => new
            {
                id = r.Id,
                name = r.FullName.Split('/')[1],
                full_name = r.FullName,
                owner = new { login = r.FullName.Split('/')[0], id = 1 },
                @private = true,
                default_branch = "main",
            }),
        }));
        await app.StartAsync();
        return app;
    }
}
