using DeployMcp.Data.Git;
using DeployMcp.Data.Services;
using DeployMcp.Data.Users;
using DeployMcp.Domain.Deployments;
using DeployMcp.Domain.Failures;
using DeployMcp.Domain.Git;
using DeployMcp.Domain.Services;
using DeployMcp.Tests.EndToEnd;
using DeployMcp.Tests.Fixtures;
using DeployMcp.Tests.Fixtures.GitHubStandIn;
using Npgsql;

namespace DeployMcp.Tests.DeployerWorker;

/// <summary>Private repositories at the stand-in, through the deployer's real steps, git and agent.</summary>
public sealed class GitHubDeployTests : IAsyncLifetime
{
    private readonly DeployerBench _bench = new();
    private RunningGitHub _github = null!;
    private StandInAccount _acme = null!;
    private StandInRepo _shop = null!;
    private StandInInstallation _installation = null!;
    private User _user = null!;

    public async Task InitializeAsync()
    {
        _github = await RunningGitHub.StartAsync();
        foreach (var (name, value) in _github.Settings)
        {
            _bench.Settings[$"GitHub:{name}"] = value;
        }

        await _bench.InitializeAsync();
        _acme = _github.State.AddAccount("acme");
        _shop = _github.State.AddRepo(_acme, "shop");
        _installation = _github.State.Install(_acme, _shop);
        _user = await _bench.Get<UserStore>().EnsureAsync("owner");
        await ConnectAsync(_installation);
        Push("one");
    }

    public async Task DisposeAsync()
    {
        await _bench.DisposeAsync();
        await _github.DisposeAsync();
    }

    [Fact]
    public async Task Deploy_OfAPrivateRepository_ServesItAndLeavesNoTokenBehind()
    {
        var (service, deployment) = await CreateServiceAsync();

        Assert.Equal(DeploymentStatus.Active, (await _bench.RunAsync(deployment)).Status);

        Assert.Equal("one", await _bench.Agent.GetAsync(service.Hostname));
        Assert.Equal("Add one", (await _bench.FindAsync(deployment)).CommitMessage);
        Assert.All(_github.State.Tokens.Values, t => Assert.Equal((_shop.Id, "read"), (Assert.Single(t.RepositoryIds!), t.Permissions["contents"])));
        Assert.DoesNotContain("ghs_", await _bench.LogAsync(deployment), StringComparison.Ordinal);
        Assert.Equal(0, await RowsWithAsync("ghs_"));
        Assert.Empty(FilesWith(_bench.Options.CacheDirectory, "ghs_").Concat(FilesWith(_bench.Options.WorkDirectory, "ghs_")));
    }

    [Fact]
    public async Task Deploy_AfterARename_FollowsItAndRemembersTheNewName()
    {
        var (service, first) = await CreateServiceAsync();
        await _bench.RunAsync(first);
        StandInState.Move(_shop, _acme, "store");
        Push("two");

        Assert.Equal(DeploymentStatus.Active, (await _bench.RunAsync(await _bench.RedeployAsync(service))).Status);

        Assert.Equal("two", await _bench.Agent.GetAsync(service.Hostname));
        Assert.Equal("acme/store", (await RepoAsync(service)).FullName);
    }

    [Fact]
    public async Task Deploy_AfterATransfer_GoesOnOnlyThroughAnInstallationOfTheSameUser()
    {
        var (service, first) = await CreateServiceAsync();
        await _bench.RunAsync(first);
        var beta = _github.State.AddAccount("beta");
        StandInState.Move(_shop, beta, "shop");
        var there = _github.State.Install(beta);
        var stranger = await _bench.Get<UserStore>().EnsureAsync("stranger");
        await _bench.Get<InstallationStore>().UpsertAsync(stranger.Id, FactsOf(there));

        await FailsAsync(service, "no longer", "is not", "no such repository");

        await _bench.Get<InstallationStore>().RemoveAsync(there.Id);
        await ConnectAsync(there);
        Assert.Equal(DeploymentStatus.Active, (await _bench.RunAsync(await _bench.RedeployAsync(service))).Status);
        Assert.Equal((there.Id, "beta/shop"), ((await RepoAsync(service)).InstallationId, (await RepoAsync(service)).FullName));
    }

    [Fact]
    public async Task Deploy_WithoutAccess_FailsAsTheUsersWithEvidenceAndNextCall()
    {
        var (service, first) = await CreateServiceAsync();
        await _bench.RunAsync(first);

        _installation.SuspendedAt = DateTimeOffset.UtcNow;
        Assert.Contains("unsuspend", (await FailsAsync(service, "suspended")).Next, StringComparison.Ordinal);
        _installation.SuspendedAt = null;

        _installation.Selected = [_github.State.AddRepo(_acme, "other").Id];
        Assert.Contains("whoami", (await FailsAsync(service, "no such repository")).Next, StringComparison.Ordinal);
        _installation.Selected = null;

        _github.State.Uninstall(_installation);
        Assert.Contains("whoami", (await FailsAsync(service, "no longer installed", "no installation")).Next, StringComparison.Ordinal);
        Assert.Equal("one", await _bench.Agent.GetAsync(service.Hostname));
    }

    [Fact]
    public async Task Deploy_AfterReinstallation_FindsTheRepositoryThroughTheNewOne()
    {
        var (service, first) = await CreateServiceAsync();
        await _bench.RunAsync(first);
        _github.State.Uninstall(_installation);
        await _bench.Get<InstallationStore>().RemoveAsync(_installation.Id);
        await ConnectAsync(_github.State.Install(_acme));

        Assert.Equal(DeploymentStatus.Active, (await _bench.RunAsync(await _bench.RedeployAsync(service))).Status);
    }

    [Fact]
    public async Task Deploy_OfADeletedRepositoryOrAnEmptyOne_SaysWhich()
    {
        var empty = _github.State.AddRepo(_acme, "empty");
        _installation.Selected = null;
        var (service, deployment) = await CreateServiceAsync(empty);
        await _bench.RunAsync(deployment);
        Assert.Equal(FailureCode.RepoEmpty, (await _bench.FindAsync(deployment)).Failure!.Code);

        _github.State.Delete(empty);
        await FailsAsync(service, "no such repository");
    }

    [Fact]
    public async Task Deploy_WhileGitHubLimitsOrFails_IsNobodysFaultAndTriedAgain()
    {
        var (_, deployment) = await CreateServiceAsync();
        _github.State.Planned.Enqueue(StandInAnswer.PrimaryLimit(DateTimeOffset.UtcNow.AddMinutes(40)));

        var step = new DeployMcp.Workflows.Deployments.DeploymentStep(deployment.ServiceId, deployment.Id);
        var failed = await Assert.ThrowsAsync<Temporalio.Exceptions.ApplicationFailureException>(
            () => DeployerBench.StepAsync(() => _bench.Get<DeployMcp.DeployerWorker.Deployments.DeployActivities>().ResolveCommitAsync(step)));

        Assert.False(failed.NonRetryable);
        Assert.Null((await _bench.FindAsync(deployment)).Failure);
        Assert.Contains("GitHub limits the platform's requests until", await _bench.LogAsync(deployment), StringComparison.Ordinal);
        Assert.Equal(DeploymentStatus.Active, (await _bench.RunAsync(deployment)).Status);
    }

    private async Task<Failure> FailsAsync(Service service, params string[] anyOf)
    {
        var deployment = await _bench.RedeployAsync(service);
        await _bench.RunAsync(deployment);
        var failure = (await _bench.FindAsync(deployment)).Failure!;
        Assert.Equal(FailureCode.RepoNotFound, failure.Code);
        Assert.Contains(anyOf, part => failure.Message.Contains(part, StringComparison.OrdinalIgnoreCase));
        return failure;
    }

    private async Task<(Service Service, Deployment Deployment)> CreateServiceAsync(StandInRepo? repo = null)
    {
        var chosen = repo ?? _shop;
        var (row, _) = await _bench.Get<GitHubRepoStore>().EnsureAsync(
            _user.Id, "github.com", new GitHubRepo(chosen.Id, _installation.Id, chosen.Owner.Login, chosen.Name, null));
        var insert = TestDatabase.NewService(_user.Id, $"s-{Guid.NewGuid():N}"[..20], repoId: row.Id);
        var (service, deployment, _) = await _bench.Get<ServiceStore>().CreateAsync(insert with
        {
            Spec = insert.Spec with { Repo = chosen.FullName, Host = "github.com", BuildPack = BuildPack.Static },
        });
        return (service, deployment!);
    }

    private void Push(string text)
    {
        using var work = new GitWorkingCopy();
        work.Write("index.html", text);
        work.Git("add", "--all");
        work.Git("-c", "user.name=Dev", "-c", "user.email=dev@example.com", "commit", "--quiet", "--message", $"Add {text}");
        work.Git("push", "--quiet", "--force", _shop.Directory, "HEAD:main");
    }

    private Task<bool> ConnectAsync(StandInInstallation installation) => _bench.Get<InstallationStore>().UpsertAsync(_user.Id, FactsOf(installation));

    private static InstallationFacts FactsOf(StandInInstallation i) => new(i.Id, i.Account.Id, i.Account.Login, i.Account.Type, "selected", Suspended: false);

    private async Task<Repo> RepoAsync(Service service) => (await _bench.Get<RepoStore>().FindAsync(service.RepoId!.Value))!;

    /// <summary>Over all tables of the product and of the workflow engine's histories that lie in its database.</summary>
    private async Task<int> RowsWithAsync(string text)
    {
        var source = _bench.Get<NpgsqlDataSource>();
        var tables = new List<string>();
        await using (var list = source.CreateCommand("select format('%I.%I', table_schema, table_name) from information_schema.tables where table_schema not in ('pg_catalog', 'information_schema') and table_type = 'BASE TABLE'"))
        await using (var reader = await list.ExecuteReaderAsync())
        {
            while (await reader.ReadAsync())
            {
                tables.Add(reader.GetString(0));
            }
        }

        var found = 0;
        foreach (var table in tables)
        {
            await using var count = source.CreateCommand($"select count(*)::int from {table} t where t::text like '%' || $1 || '%'");
            count.Parameters.AddWithValue(text);
            found += (int)(await count.ExecuteScalarAsync())!;
        }

        return found;
    }

    private static IEnumerable<string> FilesWith(string directory, string text)
        => Directory.EnumerateFiles(directory, "*", new EnumerationOptions { RecurseSubdirectories = true, IgnoreInaccessible = true })
            .Where(f => new FileInfo(f).Length < 1_000_000 && File.ReadAllText(f).Contains(text, StringComparison.Ordinal));
}
