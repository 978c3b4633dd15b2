using System.Diagnostics;
using System.Security.Cryptography;
using DeployMcp.Data.Deployments;
using DeployMcp.Data.Migrations;
using DeployMcp.Data.Services;
using DeployMcp.Data.Users;
using DeployMcp.DeployerWorker.Configuration;
using DeployMcp.DeployerWorker.Deployments;
using DeployMcp.DeployerWorker.Resources;
using DeployMcp.Domain.Deployments;
using DeployMcp.Domain.Identity;
using DeployMcp.Domain.Services;
using DeployMcp.Platform.Builders;
using DeployMcp.Platform.Secrets;
using DeployMcp.Tests.Fixtures;
using DeployMcp.Workflows.Deployments;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Temporalio.Testing;

namespace DeployMcp.Tests.DeployerWorker;

/// <summary>The deployer's activities over a real database, a real agent and real git repositories in directories.</summary>
public sealed class DeployerBench : IAsyncLifetime
{
    private readonly DirectoryInfo _root = Directory.CreateTempSubdirectory("deploymcp-deployer-");
    private WebApplication _app = null!;

    public DeployerBench() => File.SetUnixFileMode(_root.FullName, (UnixFileMode)0b111_001_001);

    public RunningAgent Agent { get; private set; } = null!;

    /// <summary>Where resources of type sqlite are.</summary>
    public EmbeddedDatabases Databases { get; private set; } = null!;

    /// <summary>More of the configuration; to be filled before <see cref="InitializeAsync"/>.</summary>
    public Dictionary<string, string?> Settings { get; } = new(StringComparer.Ordinal);

    /// <summary>Services in the place of the product's; to be set before <see cref="InitializeAsync"/>.</summary>
    public Action<IServiceCollection>? Services { get; set; }

    public BuildOptions Options => Get<BuildOptions>();

    public T Get<T>()
        where T : notnull => _app.Services.GetRequiredService<T>();

    public async Task InitializeAsync()
    {
        Agent = new RunningAgent(At("artifacts"));
        Databases = await EmbeddedDatabases.StartAsync();
        var database = await TestPostgres.CreateDatabaseAsync("deployer");
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            ["ConnectionStrings:temporal"] = await TestPostgres.CreateDatabaseAsync("workflows"),
            ["Agent:ApiAddress"] = Agent.Address,
            // The discard service, which nobody runs: a git server that is down.
            ["Git:ApiAddress"] = "http://127.0.0.1:9",
            ["Agent:Token"] = RunningAgent.Token,
            ["Build:WorkDirectory"] = At("work"),
            ["Build:ArtifactDirectory"] = At("artifacts"),
            ["Build:CacheDirectory"] = At("cache"),
            ["Containers:Host"] = TestDocker.Host,
            ["Secrets:CurrentKeyId"] = "k1",
            ["Secrets:Keys:k1"] = Convert.ToBase64String(RandomNumberGenerator.GetBytes(32)),
        });
        builder.Configuration.AddInMemoryCollection(Databases.Settings);
        builder.Configuration.AddInMemoryCollection(Settings);
        builder.Services.AddLogging().AddSingleton(TimeProvider.System).AddSingleton(NpgsqlDataSource.Create(database)).AddSingleton<DeployActivities>().AddSingleton<ResourceActivities>();
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        builder.AddDeployer();
        Services?.Invoke(builder.Services);
        _app = builder.Build();
        BuildDirectories.Prepare(Options);
        await Get<Migrator>().ApplyAsync(CancellationToken.None);
        await Agent.StartAsync();
    }

    public async Task DisposeAsync()
    {
        Agent.Dispose();
        await _app.StopAsync();
        await _app.DisposeAsync();
        await Databases.DisposeAsync();
        TreeRemoval.Run(_root.FullName);
    }

    /// <summary>From here on the worker carries deployments out by itself, over the real engine.</summary>
    public Task StartWorkerAsync() => _app.StartAsync();

    public string At(string name) => Path.Combine(_root.FullName, name);

    public async Task<TestRepo> CreateRepoAsync() => await TestRepo.InitAsync(Directory.CreateDirectory(At(Guid.NewGuid().ToString("N"))).FullName);

    public Task<(Service Service, Deployment Deployment)> CreateServiceAsync(TestRepo repo, params EnvVar[] variables)
        => CreateServiceAsync(repo, spec => spec, variables);

    public async Task<(Service Service, Deployment Deployment)> CreateServiceAsync(
        TestRepo repo, Func<ServiceSpec, ServiceSpec> settings, EnvVar[] variables, params string[] resources)
    {
        var user = await Get<UserStore>().EnsureAsync($"user-{Guid.NewGuid():N}");
        var id = ServiceId.New();
        var insert = TestDatabase.NewService(user.Id, $"s-{id.ToString()[^12..]}") with
        {
            Id = id,
            Resources = [.. resources.Select(name => TestDatabase.NewResource(user.Id, name))],
            EnvVars = [.. variables.Select(v => new EncryptedEnvVar(v.Key, Get<SecretCipher>().Encrypt(id.Value, v.Key, v.Value)))],
        };
        var (service, deployment, _) = await Get<ServiceStore>().CreateAsync(insert with { Spec = settings(insert.Spec with { Repo = new Uri(repo.Path).AbsoluteUri }) });
        return (service, deployment!);
    }

    public async Task<Deployment> RedeployAsync(Service service)
        => (await Get<DeploymentQueue>().RedeployAsync(service.Id, null))!.Deployment;

    /// <summary>The steps in the workflow's order; its way back when one fails.</summary>
    public async Task<DeployServiceResult> RunAsync(Deployment deployment)
    {
        var step = new DeploymentStep(deployment.ServiceId, deployment.Id);
        var activities = Get<DeployActivities>();
        try
        {
            await StepAsync(() => activities.ResolveCommitAsync(step));
            await StepAsync(() => activities.BuildReleaseAsync(step));
            await StepAsync(() => activities.ProvisionResourcesAsync(step));
            await StepAsync(() => activities.ApplyRevisionAsync(step));
            await StepAsync(() => activities.WaitForRolloutAsync(step));
            await StepAsync(() => activities.SwitchTrafficAsync(step));
            return new DeployServiceResult(DeploymentStatus.Active, null);
        }
        catch (Temporalio.Exceptions.ApplicationFailureException e) when (e.NonRetryable)
        {
            return await new ActivityEnvironment().RunAsync(() => activities.FinishAsync(new FinishInput(step, DeploymentStatus.Failed)));
        }
    }

    public static Task StepAsync(Func<Task> step) => new ActivityEnvironment().RunAsync(step);

    public async Task<Deployment> FindAsync(Deployment deployment) => (await Get<DeploymentStore>().FindAsync(deployment.Id))!;

    public async Task<string> LogAsync(Deployment deployment)
        => string.Join('\n', (await Get<DeploymentLogStore>().TailAsync(deployment.Id, 1000)).Select(l => l.Text));
}

/// <summary>A git repository in a directory.</summary>
public sealed record TestRepo(string Path)
{
    public static async Task<TestRepo> InitAsync(string path)
    {
        var repo = new TestRepo(path);
        await repo.GitAsync("init", "--quiet", "--initial-branch=main");
        return repo;
    }

    public async Task CommitAsync(params (string Path, string Text)[] files)
    {
        foreach (var (path, text) in files)
        {
            var file = System.IO.Path.Combine(Path, path);
            Directory.CreateDirectory(System.IO.Path.GetDirectoryName(file)!);
            await File.WriteAllTextAsync(file, text);
        }

        await GitAsync("add", "--all");
        await GitAsync("-c", "user.name=a", "-c", "user.email=a@example.com", "commit", "--quiet", "--message", "Change");
    }

    private async Task GitAsync(params string[] arguments)
    {
        using var git = Process.Start(new ProcessStartInfo("git", arguments) { WorkingDirectory = Path })!;
        await git.WaitForExitAsync();
        Assert.Equal(0, git.ExitCode);
    }
}
