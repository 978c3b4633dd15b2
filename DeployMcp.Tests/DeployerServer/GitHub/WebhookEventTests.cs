using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using DeployMcp.Data.Git;
using DeployMcp.Data.Services;
using DeployMcp.Domain.Deployments;
using DeployMcp.Domain.Identity;
using DeployMcp.Tests.Fixtures;

namespace DeployMcp.Tests.DeployerServer.GitHub;

/// <summary>Payloads that GitHub really sends.</summary>
public sealed class WebhookEventTests(TestDatabase database) : IClassFixture<TestDatabase>, IAsyncLifetime
{
    private static long _ids = 900_000_000;

    private readonly WebhookBench _bench = new(database);
    private readonly long _id = Interlocked.Increment(ref _ids);

    public Task InitializeAsync() => _bench.StartAsync();

    public async Task DisposeAsync() => await _bench.DisposeAsync();

    [Fact]
    public async Task Examples_OfEveryEvent_AreTaken()
    {
        foreach (var (name, payload) in await GitHubExamples.AllAsync())
        {
            using var answer = await SendAsync(name, payload);
            Assert.True(answer.StatusCode is HttpStatusCode.OK or HttpStatusCode.Accepted, $"{name}: {answer.StatusCode} {await answer.Content.ReadAsStringAsync()}");
        }

        await _bench.AllHandledAsync();
    }

    [Fact]
    public async Task Push_OfAnInstalledRepository_DeploysByItsIdWhateverItsNameIs()
    {
        var user = await database.AddUserAsync();
        var installation = await ConnectAsync(user.Id);
        var (repo, _) = await database.Get<GitHubRepoStore>().EnsureAsync(user.Id, "github.com", new GitHubRepo(_id, installation, "someone", "old-name", null));
        var service = await _bench.AddServiceAsync("master", repo.Id, user.Id);
        var push = (JsonObject)(await GitHubExamples.AllAsync()).First(e => e.Event == "push" && (string)e.Payload["ref"]! == "refs/heads/master").Payload.DeepClone();
        push["repository"]!["id"] = _id;

        using var answer = await SendAsync("push", push);

        Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
        var deployment = (await _bench.DeploymentsAsync(service))[0];
        Assert.Equal(("6113728f27ae82c7b1a177c8d03f9e96e0adf246", "Initial commit"), (deployment.CommitSha, deployment.CommitMessage));
    }

    [Theory]
    [InlineData("renamed", "octo/hello", "octo/Hello-World")]
    [InlineData("transferred", "octocat/Hello-World", "new-owner/Hello-World")]
    public async Task Repository_Moved_IsFollowedByItsRowsAndByServicesMadeFromItsUrl(string action, string from, string to)
    {
        var (owner, name) = (to.Split('/')[0], to.Split('/')[1]);
        var user = await database.AddUserAsync();
        var (repo, _) = await database.Get<GitHubRepoStore>().EnsureAsync(
            user.Id, "github.com", new GitHubRepo(_id, await ConnectAsync(user.Id), from.Split('/')[0], from.Split('/')[1], null));
        var insert = TestDatabase.NewService(user.Id, $"moved-{_id}");
        var (byUrl, _, _) = await database.Get<ServiceStore>().CreateAsync(insert with { Spec = insert.Spec with { Repo = $"https://github.com/{from.ToUpperInvariant()}.git" } });
        var payload = await GitHubExamples.FindAsync("repository", action);
        payload["repository"]!["id"] = _id;
        payload["repository"]!["name"] = name;
        payload["repository"]!["clone_url"] = $"https://github.com/{to}.git";
        payload["repository"]!["owner"]!["login"] = owner;
        payload["changes"]!["repository"] = action == "renamed" ? new JsonObject { ["name"] = new JsonObject { ["from"] = "hello" } } : null;

        using var answer = await SendAsync("repository", payload);
        await _bench.AllHandledAsync();

        Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
        Assert.Equal(to, (await database.Get<RepoStore>().FindAsync(repo.Id))!.FullName);
        Assert.Equal($"https://github.com/{to}", (await database.Get<ServiceStore>().FindAsync(byUrl.Id))!.Spec.Repo);
    }

    [Fact]
    public async Task Installation_SuspendedResumedAndDeleted_IsKnownAndEachTimeAskedFor()
    {
        var user = await database.AddUserAsync();
        await ConnectAsync(user.Id);
        foreach (var (action, suspended) in new[] { ("suspend", true), ("unsuspend", false), ("created", false), ("new_permissions_accepted", false) })
        {
            using var answer = await SendInstallationAsync("installation", action);
            await _bench.AllHandledAsync();
            Assert.Equal(suspended, (await database.Get<InstallationStore>().FindAsync(_id))!.Suspended);
        }

        Assert.Equal(1, await _bench.CountAsync($"select count(*) from temporal.executions where workflow_id = '{WorkflowId.ForInstallationSync(_id)}'"));
        using var gone = await SendInstallationAsync("installation", "deleted");
        await _bench.AllHandledAsync();

        Assert.Null(await database.Get<InstallationStore>().FindAsync(_id));
    }

    [Theory]
    [InlineData("added")]
    [InlineData("removed")]
    public async Task InstallationRepositories_Changed_HasGitHubAsked(string action)
    {
        using var answer = await SendInstallationAsync("installation_repositories", action);
        await _bench.AllHandledAsync();

        Assert.Equal(1, await _bench.CountAsync($"select count(*) from temporal.executions where workflow_id = '{WorkflowId.ForInstallationSync(_id)}'"));
    }

    [Fact]
    public async Task Installation_CreatedByAWebhookAlone_IsNobodys()
    {
        using var answer = await SendInstallationAsync("installation", "created");
        await _bench.AllHandledAsync();

        Assert.Null(await database.Get<InstallationStore>().FindAsync(_id));
    }

    private async Task<long> ConnectAsync(UserId user)
    {
        await database.Get<InstallationStore>().UpsertAsync(user, new InstallationFacts(_id, 1, "octocat", "User", "all", Suspended: false));
        return _id;
    }

    private async Task<HttpResponseMessage> SendInstallationAsync(string name, string action)
    {
        var payload = await GitHubExamples.FindAsync(name, action);
        payload["installation"]!["id"] = _id;
        return await SendAsync(name, payload);
    }

    private Task<HttpResponseMessage> SendAsync(string name, JsonNode payload) => _bench.SendAsync(Encoding.UTF8.GetBytes(payload.ToJsonString()), name);
}
