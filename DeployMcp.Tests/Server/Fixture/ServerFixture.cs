using System.Net.Http.Headers;
using System.Security.Cryptography;
using DeployMcp.Data.Keys;
using DeployMcp.Data.Sql;
using DeployMcp.Data.Users;
using DeployMcp.DeployerWorker.Configuration;
using DeployMcp.DeployerWorker.Resources;
using DeployMcp.Domain.Identity;
using DeployMcp.Domain.Security;
using DeployMcp.GitServer;
using DeployMcp.Platform.Secrets;
using DeployMcp.ServiceDefaults.Workflows;
using DeployMcp.Tests.EndToEnd;
using DeployMcp.Tests.Fixtures;
using DeployMcp.Workflows;
using DeployMcp.Workflows.Deployments;
using DeployMcp.Workflows.Resources;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Npgsql;
using Temporalio.Extensions.Hosting;

namespace DeployMcp.Tests.Server.Fixture;

/// <summary>
/// The product server as its users meet it, over HTTP, with the real git server, account worker and workflow engine on a
/// database of its own. Only building and running is played by <see cref="DeployerStandIn"/>.
/// </summary>
public sealed class ServerFixture : IAsyncLifetime
{
    private readonly string _repositories = Directory.CreateTempSubdirectory("deploymcp-server-tests-").FullName;
    private readonly List<WebApplication> _applications = [];
    private string[] _settings = [];

    /// <summary>Each server would watch its configuration files with an inotify instance of its own; a user has 128 of those.</summary>
    static ServerFixture() => Environment.SetEnvironmentVariable("DOTNET_hostBuilder__reloadConfigOnChange", "false");

    public const string DevelopmentName = "dev";

    public Sensitive DevelopmentKey { get; } = ApiKeyFormat.New();

    public WebApplication Server { get; private set; } = null!;

    public string Url => Server.Urls.First();

    public string McpUrl => $"{Url}/mcp";

    public string GitUrl { get; private set; } = "";

    public DeployerStandIn Deployer { get; private set; } = null!;

    /// <summary>Where resources of type sqlite are.</summary>
    public EmbeddedDatabases Databases { get; private set; } = null!;

    /// <summary>What the deployer does for resources, which is the real one.</summary>
    public IServiceProvider DeployerServices => _applications[2].Services;

    public T Get<T>()
        where T : notnull => Server.Services.GetRequiredService<T>();

    public async Task InitializeAsync()
    {
        var database = await TestPostgres.CreateDatabaseAsync("server");
        Databases = await EmbeddedDatabases.StartAsync();
        _settings = [.. Settings(database), .. Databases.Settings.Select(s => $"--{s.Key}={s.Value}")];
        await DeployMcp.Server.Program.Main(["migrate", .. _settings]);

        var git = await StartAsync(BuildGitServer());
        GitUrl = git.Urls.First();
        _settings = [.. _settings, $"--Git:ApiAddress={GitUrl}", $"--Git:PublicUrl={GitUrl}"];
        await StartAsync(DeployMcp.Worker.Program.Build(_settings));
        var deployer = await StartAsync(BuildDeployer());
        Deployer = deployer.Services.GetRequiredService<DeployerStandIn>();
        Server = await StartAsync(DeployMcp.Server.Program.Build(_settings));
    }

    public async Task DisposeAsync()
    {
        foreach (var application in Enumerable.Reverse(_applications))
        {
            await application.StopAsync();
            await application.DisposeAsync();
        }

        await Databases.DisposeAsync();
        Directory.Delete(_repositories, recursive: true);
    }

    /// <summary>Another server on the same database, for what depends on its settings; later ones win.</summary>
    public Task<WebApplication> StartServerAsync(params string[] settings) => StartAsync(DeployMcp.Server.Program.Build([.. _settings, .. settings]));

    public async Task<(User User, string Key)> AddUserAsync(string? name = null)
    {
        var user = await Get<UserStore>().EnsureAsync(name ?? $"user-{Guid.NewGuid():N}"[..20]);
        var (_, secret) = await Get<ApiKeyStore>().CreateAsync(new NewApiKey(user.Id, "test", KeyScope.Admin, "test"));
        return (user, secret.Reveal());
    }

    /// <summary>Where the git server keeps that repository.</summary>
    public string PathOf(RepoId id) => Path.Combine(_repositories, DeployMcp.Domain.Git.GitUrl.PathOf(id));

    public Task<McpSession> ConnectAsync(string key) => McpSession.ConnectAsync(McpUrl, key);

    /// <summary>A new user's connection.</summary>
    public async Task<McpSession> ConnectAsNewUserAsync() => await ConnectAsync((await AddUserAsync()).Key);

    public HttpClient Http(string? key = null)
    {
        var http = new HttpClient { BaseAddress = new Uri(Url) };
        http.DefaultRequestHeaders.Authorization = key is null ? null : new AuthenticationHeaderValue("Bearer", key);
        return http;
    }

    public async Task<IReadOnlyList<(string Action, string Target, string Outcome, Guid? KeyId)>> AuditOfAsync(UserId user)
    {
        await using var command = Get<NpgsqlDataSource>().CreateCommand("select action, target, outcome, api_key_id from audit_log where user_id = $1 order by id");
        command.Parameters.AddWithValue(user.Value);
        await using var reader = await command.ExecuteReaderAsync();
        var rows = new List<(string, string, string, Guid?)>();
        while (await reader.ReadAsync())
        {
            rows.Add((reader.GetString(0), reader.GetString(1), reader.GetString(2), await reader.IsDBNullAsync(3) ? null : reader.GetGuid(3)));
        }

        return rows;
    }

    public async Task<long> CountAsync(string table)
    {
        await using var command = Get<NpgsqlDataSource>().CreateCommand($"select count(*) from {table}");
        return (long)(await command.ExecuteScalarAsync())!;
    }

    private string[] Settings(string database) =>
    [
        "--environment=Development",
        // Watching appsettings.json takes an inotify instance for each server, and a user has 128 of them.
        "--hostBuilder:reloadConfigOnChange=false",
        "--urls=http://127.0.0.1:0",
        "--Logging:LogLevel:Default=Error",
        $"--ConnectionStrings:deploymcp={database}",
        $"--ConnectionStrings:temporal={database}",
        $"--Development:UserName={DevelopmentName}",
        $"--Development:ApiKey={DevelopmentKey.Reveal()}",
        "--Secrets:CurrentKeyId=k1",
        $"--Secrets:Keys:k1={Convert.ToBase64String(RandomNumberGenerator.GetBytes(32))}",
        "--Git:ServiceToken=service-token-of-the-tests",
        $"--Git:DataDirectory={_repositories}",
        "--OAuth:RegistrationsPerMinute=100000",
        "--Agent:ApiAddress=http://127.0.0.1:9",
        "--Agent:Token=agent-token-of-the-tests",

        // Each server would watch its settings files, of which Linux lets a user do a hundred or so at a time.
        "--hostBuilder:reloadConfigOnChange=false",

        // All tests come from one address, each with keys and sign-ins of its own.
        "--Limits:RequestsPerMinutePerAddress=0",
        "--Limits:KeyChecksPerMinutePerAddress=0",
        "--Limits:SignInsPerMinutePerAddress=0",
    ];

    private WebApplication BuildGitServer()
    {
        var builder = WebApplication.CreateBuilder(_settings);
        builder.AddNpgsqlDataSource("deploymcp");
        builder.AddWorkflowClient();
        builder.Services.AddSingleton(TimeProvider.System);
        builder.AddGitServer();
        return builder.Build().MapGitServer();
    }

    private WebApplication BuildDeployer()
    {
        var builder = WebApplication.CreateBuilder(_settings);
        builder.AddNpgsqlDataSource("deploymcp");
        builder.Services.AddSingleton(TimeProvider.System).AddDataStores().AddSecretCipher(builder.Configuration).AddResources(builder.Configuration);
        builder.AddWorkflowWorker(TaskQueues.Deployer())
            .AddWorkflow<DeployServiceWorkflow>()
            .AddWorkflow<DeleteServiceWorkflow>()
            .AddSingletonActivities<DeployerStandIn>()
            .AddWorkflow<ProvisionResourceWorkflow>()
            .AddWorkflow<RemoveResourceWorkflow>()
            .AddWorkflow<MeasureResourceWorkflow>()
            .AddSingletonActivities<ResourceActivities>();
        return builder.Build();
    }

    private async Task<WebApplication> StartAsync(WebApplication application)
    {
        _applications.Add(application);
        await application.StartAsync();
        return application;
    }
}

[CollectionDefinition(Name)]
public sealed class ServerCollection : ICollectionFixture<ServerFixture>
{
    public const string Name = "server";
}
