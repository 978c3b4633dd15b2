using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using DeployMcp.Data.Deployments;
using DeployMcp.Data.Services;
using DeployMcp.Domain.Deployments;
using DeployMcp.Domain.Services;
using DeployMcp.Tests.Fixtures;
using Microsoft.AspNetCore.Builder;

namespace DeployMcp.Tests.DeployerServer.GitHub;

public sealed class WebhookTests(TestDatabase database) : IClassFixture<TestDatabase>, IAsyncLifetime
{
    private const string Secret = "the secret";
    private const string OldSecret = "the one before";

    private readonly HttpClient _http = new();
    private readonly string _repository = $"octo/{Guid.NewGuid():N}";
    private WebApplication _server = null!;

    public async Task InitializeAsync() => _server = await StartAsync($"--GitHub:WebhookSecret={Secret}", $"--GitHub:PreviousWebhookSecret={OldSecret}");

    public async Task DisposeAsync()
    {
        _http.Dispose();
        await _server.DisposeAsync();
    }

    [Fact]
    public async Task Push_ToABoundBranch_DeploysThatCommitAndStartsItsWorkflow()
    {
        var service = await AddServiceAsync();
        var sha = NewSha();

        using var answer = await SendAsync(Push(sha, message: "Mend the header\n\nDetails."));

        Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
        var deployment = (await DeploymentsAsync(service))[0];
        Assert.Equal((sha, "Mend the header", DeploymentTrigger.Push), (deployment.CommitSha, deployment.CommitMessage, deployment.Trigger));
        Assert.True(deployment.WorkflowStarted);
    }

    [Fact]
    public async Task Push_AThousandTimesAtOnce_DeploysOnce()
    {
        var service = await AddServiceAsync();
        var body = Push(NewSha());
        var delivery = Guid.NewGuid().ToString();

        var answers = new List<HttpStatusCode>();
        await Parallel.ForEachAsync(
            Enumerable.Range(0, 1000),
            new ParallelOptions { MaxDegreeOfParallelism = 32 },
            async (i, _) =>
            {
                // Half repeat one delivery, half are deliveries of their own for the same commit.
                using var answer = await SendAsync(body, delivery: i % 2 == 0 ? delivery : Guid.NewGuid().ToString());
                lock (answers)
                {
                    answers.Add(answer.StatusCode);
                }
            });

        Assert.Equal(1000, answers.Count);
        Assert.All(answers, a => Assert.True(a is HttpStatusCode.OK or HttpStatusCode.Accepted, a.ToString()));
        Assert.Equal(2, (await DeploymentsAsync(service)).Count);
    }

    [Fact]
    public async Task Push_DeliveredAgain_Answers200AndDoesNothing()
    {
        var service = await AddServiceAsync();
        var delivery = Guid.NewGuid().ToString();
        using var first = await SendAsync(Push(NewSha()), delivery: delivery);

        using var again = await SendAsync(Push(NewSha()), delivery: delivery);

        Assert.Equal(HttpStatusCode.OK, again.StatusCode);
        Assert.Equal(2, (await DeploymentsAsync(service)).Count);
    }

    [Theory]
    [InlineData("refs/heads/other", false)]
    [InlineData("refs/tags/main", false)]
    [InlineData("refs/heads/main", true)]
    public async Task Push_ThatIsNotToTheBranch_DeploysNothing(string reference, bool deleted)
    {
        var service = await AddServiceAsync();

        using var answer = await SendAsync(Push(NewSha(), reference, deleted));

        Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
        Assert.Single(await DeploymentsAsync(service));
    }

    [Theory]
    [InlineData("ping")]
    [InlineData("issues")]
    public async Task AnotherEvent_IsTakenAndIgnored(string name)
    {
        var service = await AddServiceAsync();

        using var answer = await SendAsync(Push(NewSha()), eventName: name);

        Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
        Assert.Single(await DeploymentsAsync(service));
    }

    [Fact]
    public async Task Push_SignedWithThePreviousSecret_IsTaken()
    {
        var service = await AddServiceAsync();

        using var answer = await SendAsync(Push(NewSha()), secret: OldSecret);

        Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
        Assert.Equal(2, (await DeploymentsAsync(service)).Count);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("sha256=")]
    [InlineData("sha1=2fd4e1c67a2d28fced849ee1bb76e7391b93eb12")]
    [InlineData("sha256=zz00000000000000000000000000000000000000000000000000000000000000")]
    [InlineData("sha256=0000000000000000000000000000000000000000000000000000000000000000")]
    public async Task Push_WithoutAGoodSignature_Is401(string? signature)
    {
        var service = await AddServiceAsync();

        using var answer = await SendAsync(Push(NewSha()), signature: signature ?? "none");

        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
        Assert.Single(await DeploymentsAsync(service));
    }

    [Fact]
    public async Task Push_WhoseBodyWasChanged_Is401()
    {
        var body = Push(NewSha());
        var signature = Sign(body, Secret);

        using var answer = await SendAsync([.. body, (byte)' '], signature: signature);

        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
    }

    [Fact]
    public async Task Push_ThatIsNoJson_Is400()
    {
        using var answer = await SendAsync("payload=%7B%7D"u8.ToArray());

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
    }

    [Fact]
    public async Task Push_WithoutAConfiguredSecret_Is503()
    {
        await using var off = await StartAsync();

        using var answer = await SendAsync(Push(NewSha()), server: off);

        Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
    }

    [Theory]
    [InlineData("/healthz", HttpStatusCode.OK)]
    [InlineData("/health", HttpStatusCode.OK)]
    [InlineData("/alive", HttpStatusCode.OK)]
    [InlineData("/", HttpStatusCode.NotFound)]
    [InlineData("/mcp", HttpStatusCode.NotFound)]
    public async Task Get_AnswersProbesAndNothingElse(string path, HttpStatusCode expected)
    {
        using var answer = await _http.GetAsync(_server.Urls.First() + path);

        Assert.Equal(expected, answer.StatusCode);
    }

    private async Task<WebApplication> StartAsync(params string[] settings)
    {
        var server = DeployMcp.DeployerServer.Program.Build(
        [
            "--urls=http://127.0.0.1:0", "--Logging:LogLevel:Default=Error",
            $"--ConnectionStrings:deploymcp={database.ConnectionString}", $"--ConnectionStrings:temporal={database.ConnectionString}", .. settings,
        ]);
        await server.StartAsync();
        return server;
    }

    /// <summary>A service of the test's repository, written as a user might, with its first deployment.</summary>
    private async Task<Service> AddServiceAsync()
    {
        var user = await database.AddUserAsync();
        var insert = TestDatabase.NewService(user.Id, $"s-{Guid.NewGuid():N}"[..20]);
        var (service, _, _) = await database.Get<ServiceStore>().CreateAsync(
            insert with { Spec = insert.Spec with { Repo = $"https://GitHub.com/{_repository.ToUpperInvariant()}" } });
        return service;
    }

    private Task<IReadOnlyList<Deployment>> DeploymentsAsync(Service service) => database.Get<DeploymentStore>().ListAsync(service.Id, 100);

    private byte[] Push(string sha, string reference = "refs/heads/main", bool deleted = false, string message = "Change") => JsonSerializer.SerializeToUtf8Bytes(new
    {
        @ref = reference,
        before = NewSha(),
        after = deleted ? new string('0', 40) : sha,
        deleted,
        head_commit = deleted ? null : new { id = sha, message },
        repository = new { full_name = _repository, clone_url = $"https://github.com/{_repository}.git", html_url = $"https://github.com/{_repository}" },
    });

    private async Task<HttpResponseMessage> SendAsync(
        byte[] body, string eventName = "push", string? delivery = null, string secret = Secret, string? signature = null, WebApplication? server = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, (server ?? _server).Urls.First() + "/webhooks/github") { Content = new ByteArrayContent(body) };
        request.Content.Headers.ContentType = new("application/json");
        request.Headers.Add("X-GitHub-Event", eventName);
        request.Headers.Add("X-GitHub-Delivery", delivery ?? Guid.NewGuid().ToString());
        if (signature != "none")
        {
            request.Headers.Add("X-Hub-Signature-256", signature ?? Sign(body, secret));
        }

        return await _http.SendAsync(request);
    }

    private static string Sign(byte[] body, string secret) => $"sha256={Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), body))}";

    private static string NewSha() => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(20));
}
