using System.Net;
using System.Text;
using DeployMcp.Tests.Fixtures;

namespace DeployMcp.Tests.DeployerServer.GitHub;

/// <summary>What GitHub would not send.</summary>
public sealed class WebhookBadInputTests(TestDatabase database) : IClassFixture<TestDatabase>, IAsyncLifetime
{
    private const string Commit = "6113728f27ae82c7b1a177c8d03f9e96e0adf246";
    private const int Cap = 25 * 1024 * 1024;

    private readonly WebhookBench _bench = new(database);

    public Task InitializeAsync() => _bench.StartAsync();

    public async Task DisposeAsync()
    {
        Assert.Equal(0, await _bench.CountAsync("select count(*) from webhook_deliveries"));
        await _bench.DisposeAsync();
    }

    [Theory]
    [InlineData("")]
    [InlineData("sha256=")]
    [InlineData("sha1=2fd4e1c67a2d28fced849ee1bb76e7391b93eb12")]
    [InlineData("sha256=zz00000000000000000000000000000000000000000000000000000000000000")]
    [InlineData("sha256=0000000000000000000000000000000000000000000000000000000000000000")]
    [InlineData("sha256=0000000000000000000000000000000000000000000000000000000000000000,sha256=00")]
    public async Task Signature_ThatIsMissingOrMadeUp_Is401(string signature)
    {
        using var answer = await _bench.SendAsync(_bench.Push(Commit), signature: signature);

        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
    }

    [Fact]
    public async Task Signature_OfAnotherSecretOrBodyOrAlgorithm_Is401()
    {
        var body = _bench.Push(Commit);
        var upper = WebhookBench.Sign(body).Replace("sha256=", "SHA256=", StringComparison.Ordinal);
        foreach (var (sent, signature) in new[]
        {
            (body, WebhookBench.Sign(body, "another")), (body, WebhookBench.Sign(body, "")), (body, upper),
            ([.. body, (byte)' '], WebhookBench.Sign(body)), ([], WebhookBench.Sign(body)),
            (body, $"sha256={Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(body))}"),
        })
        {
            using var answer = await _bench.SendAsync(sent, signature: signature);
            Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("42")]
    [InlineData("{}")]
    [InlineData("payload=%7B%7D")]
    [InlineData("{\"ref\":")]
    [InlineData("{\"ref\":null,\"after\":\"6113728f27ae82c7b1a177c8d03f9e96e0adf246\",\"repository\":{\"clone_url\":\"https://github.com/o/r.git\"}}")]
    [InlineData("{\"ref\":7,\"after\":\"6113728f27ae82c7b1a177c8d03f9e96e0adf246\",\"repository\":{\"clone_url\":\"https://github.com/o/r.git\"}}")]
    [InlineData("{\"ref\":\"refs/heads/main\",\"after\":\"6113728f27ae82c7b1a177c8d03f9e96e0adf246\"}")]
    [InlineData("{\"ref\":\"refs/heads/main\",\"after\":\"6113728f27ae82c7b1a177c8d03f9e96e0adf246\",\"repository\":{\"clone_url\":null}}")]
    [InlineData("{\"ref\":\"refs/heads/main\",\"after\":\"6113728f27ae82c7b1a177c8d03f9e96e0adf246\",\"repository\":{\"id\":\"one\",\"clone_url\":\"https://github.com/o/r.git\"}}")]
    [InlineData("{\"ref\":\"refs/heads/main\",\"after\":\"6113728f27ae82c7b1a177c8d03f9e96e0adf246\",\"deleted\":\"no\",\"repository\":{\"clone_url\":\"https://github.com/o/r.git\"}}")]
    [InlineData("{\"ref\":\"refs/heads/main\",\"after\":\"--upload-pack=touch /tmp/x\",\"repository\":{\"clone_url\":\"https://github.com/o/r.git\"}}")]
    [InlineData("{\"ref\":\"refs/heads/main\",\"after\":\"HEAD\",\"repository\":{\"clone_url\":\"https://github.com/o/r.git\"}}")]
    [InlineData("{\"ref\":\"refs/heads/\",\"after\":\"6113728f27ae82c7b1a177c8d03f9e96e0adf246\",\"repository\":{\"clone_url\":\"https://github.com/o/r.git\"}}")]
    [InlineData("{\"ref\":\"refs/heads/ma\\u0000in\",\"after\":\"6113728f27ae82c7b1a177c8d03f9e96e0adf246\",\"repository\":{\"clone_url\":\"https://github.com/o/r.git\"}}")]
    [InlineData("{\"ref\":\"refs/heads/\\ud800\",\"after\":\"6113728f27ae82c7b1a177c8d03f9e96e0adf246\",\"repository\":{\"clone_url\":\"https://github.com/o/r.git\"}}")]
    public async Task Push_ThatSaysWhatNoPushSays_Is400(string body)
    {
        using var answer = await _bench.SendAsync(Encoding.UTF8.GetBytes(body));

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
    }

    [Theory]
    [InlineData("installation", "{\"action\":\"deleted\"}")]
    [InlineData("installation", "{\"action\":\"deleted\",\"installation\":{\"id\":\"2\"}}")]
    [InlineData("installation", "{\"action\":\"deleted\",\"installation\":{\"id\":1e99}}")]
    [InlineData("installation_repositories", "{\"installation\":{\"id\":2}}")]
    [InlineData("repository", "{\"action\":\"renamed\",\"repository\":{\"id\":1}}")]
    [InlineData("repository", "{\"action\":\"renamed\",\"repository\":{\"id\":1,\"name\":\"a\",\"clone_url\":\"https://github.com/o/a.git\",\"owner\":null}}")]
    public async Task OtherEvents_WithMissingFieldsOrWrongTypes_Are400(string name, string body)
    {
        using var answer = await _bench.SendAsync(Encoding.UTF8.GetBytes(body), name);

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
    }

    [Theory]
    [InlineData("ping")]
    [InlineData("issues")]
    [InlineData("PUSH")]
    [InlineData("no_such_event")]
    [InlineData("push'; drop table users; --")]
    public async Task AnotherEvent_IsTakenAndIgnored(string name)
    {
        using var answer = await _bench.SendAsync("whatever"u8.ToArray(), name);

        Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
    }

    [Theory]
    [InlineData("application/x-www-form-urlencoded")]
    [InlineData("text/plain")]
    public async Task Push_OfAnotherContentType_Is415(string contentType)
    {
        var body = _bench.Push(Commit);

        using var answer = await _bench.SendAsync(new ByteArrayContent(body), "push", null, WebhookBench.Sign(body), contentType: contentType);

        Assert.Equal(HttpStatusCode.UnsupportedMediaType, answer.StatusCode);
    }

    [Theory]
    [InlineData("")]
    [InlineData("long")]
    public async Task DeliveryId_ThatIsMissingOrTooLong_Is400(string id)
    {
        var body = _bench.Push(Commit);
        using var request = new HttpRequestMessage(HttpMethod.Post, _bench.Url + "/webhooks/github") { Content = new ByteArrayContent(body) };
        request.Content.Headers.ContentType = new("application/json");
        request.Headers.Add("X-GitHub-Event", "push");
        request.Headers.Add("X-Hub-Signature-256", WebhookBench.Sign(body));
        if (id.Length > 0)
        {
            request.Headers.Add("X-GitHub-Delivery", new string('x', 101));
        }

        using var http = new HttpClient();
        using var answer = await http.SendAsync(request);

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Body_OverTheCap_Is413WithAndWithoutALength(bool chunked)
    {
        var body = new byte[Cap + 1];
        using var content = chunked ? (HttpContent)new StreamContent(new UnknownLength(body)) : new ByteArrayContent(body);

        // What refuses early may close the connection while the rest is being sent.
        HttpStatusCode status;
        try
        {
            using var answer = await _bench.SendAsync(content, "push", null, WebhookBench.Sign([]));
            status = answer.StatusCode;
        }
        catch (HttpRequestException e) when (e.InnerException is IOException)
        {
            status = HttpStatusCode.RequestEntityTooLarge;
        }

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, status);
        using var next = await _bench.SendAsync("{}"u8.ToArray(), "ping");
        Assert.Equal(HttpStatusCode.Accepted, next.StatusCode);
    }

    [Theory]
    [InlineData(2_000_000)]
    [InlineData(Cap)]
    public async Task Body_LargeAndChunked_IsReadWholly(int length)
    {
        var body = Encoding.ASCII.GetBytes(new string(' ', length));
        using var content = new StreamContent(new UnknownLength(body));

        using var answer = await _bench.SendAsync(content, "ping", null, WebhookBench.Sign(body));

        Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
    }

    /// <summary>A stream that can't be asked how long it is is sent in chunks.</summary>
    private sealed class UnknownLength(byte[] content) : MemoryStream(content)
    {
        public override bool CanSeek => false;
    }
}
