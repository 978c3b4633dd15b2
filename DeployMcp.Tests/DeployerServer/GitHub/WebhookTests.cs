using System.Net;
using DeployMcp.Domain.Deployments;
using DeployMcp.Tests.Fixtures;

namespace DeployMcp.Tests.DeployerServer.GitHub;

public sealed class WebhookTests(TestDatabase database) : IClassFixture<TestDatabase>, IAsyncLifetime
{
    private readonly WebhookBench _bench = new(database);

    public Task InitializeAsync() => _bench.StartAsync();

    public async Task DisposeAsync() => await _bench.DisposeAsync();

    [Fact]
    public async Task Push_ToABoundBranch_DeploysThatCommitAndStartsItsWorkflow()
    {
        var service = await _bench.AddServiceAsync();
        var sha = WebhookBench.NewSha();

        using var answer = await _bench.SendAsync(_bench.Push(sha, message: "Mend the header\n\nDetails."));

        Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
        var deployment = (await _bench.DeploymentsAsync(service))[0];
        Assert.Equal((sha, "Mend the header", DeploymentTrigger.Push), (deployment.CommitSha, deployment.CommitMessage, deployment.Trigger));
        Assert.True(deployment.WorkflowStarted);
    }

    [Fact]
    public async Task Push_AThousandTimesAtOnceAmongTwoHundredOthers_DeploysEachOnce()
    {
        var service = await _bench.AddServiceAsync();
        var others = await Task.WhenAll(Enumerable.Range(0, 20).Select(i => _bench.AddServiceAsync($"branch-{i}")));
        var same = _bench.Push(WebhookBench.NewSha());
        var delivery = Guid.NewGuid().ToString();

        // Half of the thousand repeat one delivery, half are deliveries of their own for the same push.
        var bodies = Enumerable.Range(0, 1000).Select(i => (Body: same, Delivery: i % 2 == 0 ? delivery : Guid.NewGuid().ToString()))
            .Concat(Enumerable.Range(0, 200).Select(i => (Body: _bench.Push(WebhookBench.NewSha(), $"refs/heads/branch-{i % 20}"), Delivery: Guid.NewGuid().ToString())))
            .ToArray();
        Random.Shared.Shuffle(bodies);
        var answers = new System.Collections.Concurrent.ConcurrentBag<HttpStatusCode>();
        await Parallel.ForEachAsync(bodies, new ParallelOptions { MaxDegreeOfParallelism = 64 }, async (b, _) =>
        {
            using var answer = await _bench.SendAsync(b.Body, delivery: b.Delivery);
            answers.Add(answer.StatusCode);
        });

        Assert.Equal(201, answers.Count(a => a == HttpStatusCode.Accepted));
        Assert.Equal(999, answers.Count(a => a == HttpStatusCode.OK));
        Assert.Equal(2, (await _bench.DeploymentsAsync(service)).Count);
        foreach (var other in others)
        {
            Assert.Equal(11, (await _bench.DeploymentsAsync(other)).Count);
        }
    }

    [Fact]
    public async Task Push_DeliveredAgain_Answers200AndDoesNothing()
    {
        var service = await _bench.AddServiceAsync();
        var delivery = Guid.NewGuid().ToString();
        using var first = await _bench.SendAsync(_bench.Push(WebhookBench.NewSha()), delivery: delivery);

        using var again = await _bench.SendAsync(_bench.Push(WebhookBench.NewSha()), delivery: delivery);

        Assert.Equal(HttpStatusCode.OK, again.StatusCode);
        Assert.Equal(2, (await _bench.DeploymentsAsync(service)).Count);
    }

    [Fact]
    public async Task Push_ReplayedUnderAnotherIdAfterANewerOne_DoesNotBringTheOlderCommitBack()
    {
        var service = await _bench.AddServiceAsync();
        var (one, two) = (WebhookBench.NewSha(), WebhookBench.NewSha());
        var older = _bench.Push(one);
        using var first = await _bench.SendAsync(older);
        Assert.Equal(2, (await _bench.DeploymentsAsync(service)).Count);
        using var second = await _bench.SendAsync(_bench.Push(two, before: one));
        Assert.Equal(two, (await _bench.DeploymentsAsync(service))[0].CommitSha);

        using var replay = await _bench.SendAsync(older);

        Assert.Equal(HttpStatusCode.OK, replay.StatusCode);
        Assert.Equal(two, (await _bench.DeploymentsAsync(service))[0].CommitSha);
    }

    [Fact]
    public async Task Push_ThatComesAfterALaterOne_DeploysNothing()
    {
        var service = await _bench.AddServiceAsync();
        var (one, two) = (WebhookBench.NewSha(), WebhookBench.NewSha());

        using var later = await _bench.SendAsync(_bench.Push(two, before: one, pushedAt: 1_700_000_010));
        using var earlier = await _bench.SendAsync(_bench.Push(one, pushedAt: 1_700_000_000));

        Assert.Equal(HttpStatusCode.Accepted, earlier.StatusCode);
        Assert.Equal([two, null], (await _bench.DeploymentsAsync(service)).Select(d => d.CommitSha));
    }

    [Fact]
    public async Task Push_ForcedBackToAnEarlierCommit_DeploysIt()
    {
        var service = await _bench.AddServiceAsync();
        var (one, two) = (WebhookBench.NewSha(), WebhookBench.NewSha());

        foreach (var (before, after, at) in new[] { (WebhookBench.NewSha(), one, 1), (one, two, 2), (two, one, 3), (one, two, 4) })
        {
            using var answer = await _bench.SendAsync(_bench.Push(after, before: before, pushedAt: 1_700_000_000 + at));
            Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
            Assert.Equal(after, (await _bench.DeploymentsAsync(service))[0].CommitSha);
        }
    }

    [Theory]
    [InlineData("refs/heads/other", false)]
    [InlineData("refs/heads/MAIN", false)]
    [InlineData("refs/heads/main/x", false)]
    [InlineData("refs/tags/main", false)]
    [InlineData("refs/heads/main", true)]
    public async Task Push_ThatIsNotToTheBranch_DeploysNothing(string reference, bool deleted)
    {
        var service = await _bench.AddServiceAsync();

        using var answer = await _bench.SendAsync(_bench.Push(WebhookBench.NewSha(), reference, deleted));

        Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
        Assert.Single(await _bench.DeploymentsAsync(service));
    }

    [Fact]
    public async Task Push_SignedWithThePreviousSecret_IsTaken()
    {
        var service = await _bench.AddServiceAsync();
        var body = _bench.Push(WebhookBench.NewSha());

        using var answer = await _bench.SendAsync(body, signature: WebhookBench.Sign(body, WebhookBench.OldSecret));

        Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
        Assert.Equal(2, (await _bench.DeploymentsAsync(service)).Count);
    }

    [Fact]
    public async Task Push_WithoutAConfiguredSecret_Is503()
    {
        var off = await _bench.StartAsync("--GitHub:AppId=0");

        using var answer = await _bench.SendAsync(_bench.Push(WebhookBench.NewSha()), url: off.Urls.First());

        Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
    }

    [Fact]
    public async Task Delivery_OnceItWasActedOn_KeepsNothingOfWhatItSaid()
    {
        await _bench.AddServiceAsync();
        using var answer = await _bench.SendAsync(_bench.Push(WebhookBench.NewSha(), message: "by someone"));
        await _bench.AllHandledAsync();

        Assert.Equal(0, await _bench.CountAsync("select count(*) from webhook_deliveries d where d::text like '%by someone%'"));
    }

    [Theory]
    [InlineData("/healthz", HttpStatusCode.OK)]
    [InlineData("/health", HttpStatusCode.OK)]
    [InlineData("/alive", HttpStatusCode.OK)]
    [InlineData("/", HttpStatusCode.NotFound)]
    [InlineData("/mcp", HttpStatusCode.NotFound)]
    public async Task Get_AnswersProbesAndNothingElse(string path, HttpStatusCode expected)
    {
        using var http = new HttpClient();
        using var answer = await http.GetAsync(_bench.Url + path);

        Assert.Equal(expected, answer.StatusCode);
    }
}
