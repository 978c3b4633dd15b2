using System.Net.Http.Headers;
using System.Net.Http.Json;
using DeployMcp.Data.Deployments;
using DeployMcp.Data.Git;
using DeployMcp.Data.Migrations;
using DeployMcp.Data.Services;
using DeployMcp.Data.Users;
using DeployMcp.Domain.Deployments;
using DeployMcp.Domain.Git;
using DeployMcp.Domain.Identity;
using DeployMcp.Domain.Services;
using DeployMcp.GitServer;
using DeployMcp.ServiceDefaults;
using DeployMcp.ServiceDefaults.Workflows;
using DeployMcp.Tests.Fixtures;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace DeployMcp.Tests.GitServer;

/// <summary>The git server on a free port of Kestrel, over a database of its own and a directory of its own.</summary>
public sealed class RunningGitServer : IAsyncDisposable
{
    public const string ServiceToken = "the-service-token-of-the-tests";

    private readonly string _directory;
    private readonly string _database;
    private readonly IReadOnlyDictionary<string, string?> _settings;
    private WebApplication _app;

    private RunningGitServer(string directory, string database, IReadOnlyDictionary<string, string?> settings, WebApplication app)
    {
        _directory = directory;
        _database = database;
        _settings = settings;
        _app = app;
    }

    public Uri Address => new(_app.Urls.Single());

    public string DataDirectory => Path.Combine(_directory, "git");

    public static async Task<RunningGitServer> StartAsync(IReadOnlyDictionary<string, string?>? settings = null)
    {
        var directory = Directory.CreateTempSubdirectory("deploymcp-git-").FullName;
        var database = await TestPostgres.CreateDatabaseAsync("git");
        var app = Build(directory, database, settings ?? new Dictionary<string, string?>());
        await app.Services.GetRequiredService<Migrator>().ApplyAsync(CancellationToken.None);
        await app.StartAsync();
        return new RunningGitServer(directory, database, settings ?? new Dictionary<string, string?>(), app);
    }

    public T Get<T>()
        where T : notnull
        => _app.Services.GetRequiredService<T>();

    /// <summary>Stops the server, does something, and starts it again on another port with the same data.</summary>
    public async Task RestartAsync(Func<Task> whileStopped)
    {
        await _app.DisposeAsync();
        await whileStopped();
        _app = Build(_directory, _database, _settings);
        await _app.StartAsync();
    }

    public HttpClient Client(string? token = ServiceToken)
    {
        var client = new HttpClient { BaseAddress = Address };
        client.DefaultRequestHeaders.Authorization = token is null ? null : new AuthenticationHeaderValue("Bearer", token);
        return client;
    }

    public async Task<Repo> CreateRepoAsync(string name, string account = "awake-dassie")
    {
        var user = await Get<UserStore>().EnsureAsync(account);
        var (repo, _) = await Get<RepoStore>().EnsureAsync(user.Id, "ml.ink", account, name, null);
        return repo;
    }

    public async Task<string> MintAsync(Repo repo, GitAccess access = GitAccess.Write)
    {
        using var client = Client();
        var answer = await client.PostAsJsonAsync($"/api/repos/{repo.Id}/tokens", new MintTokenRequest(access, 600));
        answer.EnsureSuccessStatusCode();
        return (await answer.Content.ReadFromJsonAsync<MintTokenResponse>())!.Token;
    }

    /// <summary>The repo's URL with the token in it, as a user would give it to git.</summary>
    public string UrlOf(Repo repo, string token)
        => $"http://git:{token}@{Address.Authority}/{repo.Account}/{repo.Name}.git";

    public async Task<Service> CreateServiceAsync(Repo repo, string name, string branch = "main", Commit? commit = null)
    {
        var spec = new ServiceSpec(repo.Name, repo.Host, branch, BuildPack.Railpack, 3000, 256, 500, null, null, null, null, null);
        var insert = new ServiceInsert(ServiceId.New(), repo.UserId, "default", name, repo.Id, spec, AutoDeploy: true, [], commit);
        return (await Get<ServiceStore>().CreateAsync(insert)).Service;
    }

    public async Task<IReadOnlyList<Deployment>> DeploymentsAsync(Service service)
        => await Get<DeploymentStore>().ListAsync(service.Id, 50);

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        Directory.Delete(_directory, recursive: true);
    }

    private static WebApplication Build(string directory, string database, IReadOnlyDictionary<string, string?> settings)
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { EnvironmentName = "Production" });
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["urls"] = "http://127.0.0.1:0",
            ["Logging:LogLevel:Default"] = "None",
            ["ConnectionStrings:deploymcp"] = database,
            ["ConnectionStrings:temporal"] = database,
            ["Git:DataDirectory"] = Path.Combine(directory, "git"),
            ["Git:ServiceToken"] = ServiceToken,
            ["Git:RecheckDelay"] = "00:00:00.5",
            ["Edge:PublicUrl"] = "http://{host}.localhost:8080",
        });
        builder.Configuration.AddInMemoryCollection(settings);
        builder.AddServiceDefaults();
        builder.AddNpgsqlDataSource("deploymcp");
        builder.AddWorkflowClient();
        builder.AddGitServer();
        var app = builder.Build();
        app.MapDefaultEndpoints();
        app.MapGitServer();
        return app;
    }
}
