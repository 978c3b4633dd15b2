using System.Diagnostics;
using DeployMcp.Data.Sql;
using DeployMcp.Data.Users;
using DeployMcp.Domain.Git;
using DeployMcp.Domain.Services;
using DeployMcp.ServiceDefaults.Workflows;
using DeployMcp.Tests.GitServer;
using DeployMcp.Tests.Server.Fixture;
using DeployMcp.Workflows;
using DeployMcp.Workflows.Accounts;
using DeployMcp.Workflows.Deployments;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Hosting;
using Npgsql;
using Temporalio.Client;
using Temporalio.Extensions.Hosting;

namespace DeployMcp.Tests.Worker.Accounts;

/// <summary>All that an account's deletion works with, but for the worker: that is a process of its own, to be killed.</summary>
internal sealed class AccountBench : IAsyncDisposable
{
    private readonly List<Process> _workers = [];

    private AccountBench(RunningGitServer git, WebApplication deployer)
    {
        Git = git;
        Deployer = deployer;
    }

    public RunningGitServer Git { get; }

    public WebApplication Deployer { get; }

    public NpgsqlDataSource Database => Git.Get<NpgsqlDataSource>();

    public AccountWorkflowClient Workflows => new(Git.Get<ITemporalClient>());

    public static async Task<AccountBench> StartAsync()
    {
        var git = await RunningGitServer.StartAsync();
        var builder = WebApplication.CreateBuilder(Settings(git));
        builder.AddNpgsqlDataSource("deploymcp");
        builder.Services.AddDataStores();
        builder.AddWorkflowWorker(TaskQueues.Deployer())
            .AddWorkflow<DeleteServiceWorkflow>()
            .AddSingletonActivities<DeployerStandIn>();
        var deployer = builder.Build();
        await deployer.StartAsync();
        return new AccountBench(git, deployer);
    }

    /// <summary>A user with a service and a repo that has its directory.</summary>
    public async Task<(User User, Repo Repo, Service Service)> AddAccountAsync()
    {
        var name = $"user-{Guid.NewGuid():N}";
        var repo = await Git.CreateRepoAsync("app", name);
        using var api = Git.Client();
        using var made = await api.PutAsync($"/api/repos/{repo.Id}", content: null);
        made.EnsureSuccessStatusCode();
        return (await Git.Get<UserStore>().EnsureAsync(name), repo, await Git.CreateServiceAsync(repo, $"s-{name}"[..20]));
    }

    public string PathOf(Repo repo) => Path.Combine(Git.DataDirectory, GitUrl.PathOf(repo.Id));

    /// <summary>The real program.</summary>
    public Process StartWorker()
    {
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true };
        foreach (var argument in (string[])["exec", Path.Combine(AppContext.BaseDirectory, "DeployMcp.Worker.dll"), .. Settings(Git)])
        {
            start.ArgumentList.Add(argument);
        }

        var process = Process.Start(start)!;
        _ = process.StandardOutput.ReadToEndAsync();
        _workers.Add(process);
        return process;
    }

    /// <summary>Keeps the row from whoever wants to change it, until it is disposed.</summary>
    public async Task<NpgsqlConnection> HoldAsync(string table, Guid id, string strength)
    {
        var connection = await Database.OpenConnectionAsync();
        await using var command = new NpgsqlCommand($"begin; select from {table} where id = @id for {strength}", connection);
        command.Parameters.AddWithValue("id", id);
        await command.ExecuteNonQueryAsync();
        return connection;
    }

    public async Task<bool> IsSomebodyWaitingAsync()
    {
        await using var command = Database.CreateCommand("select exists (select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock')");
        return await command.ExecuteScalarAsync() is true;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var worker in _workers)
        {
            worker.Kill();
            await worker.WaitForExitAsync();
            worker.Dispose();
        }

        await Deployer.StopAsync();
        await Deployer.DisposeAsync();
        await Git.DisposeAsync();
    }

    private static string[] Settings(RunningGitServer git)
    {
        var database = git.Get<NpgsqlDataSource>().ConnectionString;
        return
        [
            "--urls=http://127.0.0.1:0", "--Logging:LogLevel:Default=Error", $"--ConnectionStrings:deploymcp={database}", $"--ConnectionStrings:temporal={database}",
            $"--Git:ApiAddress={git.Address}", $"--Git:ServiceToken={RunningGitServer.ServiceToken}",
        ];
    }
}
