using System.Net;
using System.Text.Json.Nodes;
using DeployMcp.Tests.Server.Fixture;
using Microsoft.AspNetCore.Http;

namespace DeployMcp.Tests.Server.OAuth;

[Collection(ServerCollection.Name)]
public class ClientDocumentTests(ServerFixture fixture)
{
    [Fact]
    public async Task Flow_OfAClientThatIsKnownByItsDocument_EndsInAKey()
    {
        await using var documents = await DocumentHost.StartAsync();
        var (user, _) = await fixture.AddUserAsync();
        using var client = await ClientAsync(documents);
        using var browser = await Browser.OfAsync(fixture, user.Id, client.Url);

        var consent = await browser.OpenAsync(client.AuthorizeUrl());
        var issued = await client.RedeemAsync(await client.CodeAsync(browser));

        Assert.Contains("Documented Client", consent.Html, StringComparison.Ordinal);
        Assert.Contains($"A program of <strong>{new Uri(documents.Url).Authority}</strong>", consent.Html, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, await client.TryKeyAsync(issued.AccessToken));
        Assert.Equal(1, documents.Asked);
    }

    [Theory]
    [InlineData("no-store", 2)]
    [InlineData("max-age=0", 2)]
    [InlineData("max-age=3600", 1)]
    public async Task Document_IsRememberedAsItsHeadersSay(string cacheControl, int asked)
    {
        await using var documents = await DocumentHost.StartAsync();
        documents.Answer = context =>
        {
            context.Response.Headers.CacheControl = cacheControl;
            return DocumentHost.WriteAsync(context, documents.Document());
        };

        Assert.Equal(HttpStatusCode.OK, (await AskAsync(documents)).Status);
        Assert.Equal(HttpStatusCode.OK, (await AskAsync(documents)).Status);

        Assert.Equal(asked, documents.Asked);
    }

    [Theory]
    [InlineData("client_id", "http://127.0.0.1:1/other.json")]
    [InlineData("client_id", null)]
    [InlineData("token_endpoint_auth_method", "client_secret_basic")]
    [InlineData("token_endpoint_auth_method", "private_key_jwt")]
    [InlineData("client_secret", "s3cret")]
    [InlineData("redirect_uris", null)]
    [InlineData("redirect_uris", "https://client.example/")]
    public async Task Document_ThatBreaksTheRules_IsRefusedAndNotRemembered(string name, string? value)
    {
        await using var documents = await DocumentHost.StartAsync();
        documents.Answer = context =>
        {
            var document = documents.Document();
            document[name] = value;
            return DocumentHost.WriteAsync(context, document);
        };
        Assert.Equal((HttpStatusCode.BadRequest, null), await StatusAsync(documents));

        documents.Answer = null;

        Assert.Equal(HttpStatusCode.OK, (await AskAsync(documents)).Status);
    }

    [Fact]
    public async Task Document_WithARedirectUriOfJavascript_IsRefused()
    {
        await using var documents = await DocumentHost.StartAsync();
        documents.Answer = context =>
        {
            var document = documents.Document();
            document["redirect_uris"] = new JsonArray(TestClient.Redirect, "javascript:alert(1)");
            return DocumentHost.WriteAsync(context, document);
        };

        Assert.Equal((HttpStatusCode.BadRequest, null), await StatusAsync(documents));
    }

    [Fact]
    public async Task Document_ThatIsRedirectedTooLongOrOfAnotherType_IsRefused()
    {
        await using var documents = await DocumentHost.StartAsync();
        foreach (var answer in (Func<HttpContext, Task>[])
        [
            context =>
            {
                context.Response.Redirect(documents.Url + "?again");
                return Task.CompletedTask;
            },
            context =>
            {
                var document = documents.Document();
                document["padding"] = new string('x', 20_000);
                return DocumentHost.WriteAsync(context, document);
            },
            context => DocumentHost.WriteAsync(context, documents.Document(), "text/html"),
            context => context.Response.WriteAsync("{"),
        ])
        {
            documents.Answer = answer;
            var before = documents.Asked;
            Assert.Equal((HttpStatusCode.BadRequest, null), await StatusAsync(documents));
            Assert.Equal(before + 1, documents.Asked);
        }
    }

    [Fact]
    public async Task Document_ThatNeverEnds_IsGivenUpAfterSeconds()
    {
        await using var documents = await DocumentHost.StartAsync();
        documents.Answer = async context =>
        {
            context.Response.ContentType = "application/json";
            await context.Response.WriteAsync("{");
            await Task.Delay(Timeout.Infinite, context.RequestAborted).ContinueWith(_ => { }, TaskScheduler.Default);
        };
        var began = System.Diagnostics.Stopwatch.StartNew();

        Assert.Equal((HttpStatusCode.BadRequest, null), await StatusAsync(documents));
        Assert.InRange(began.Elapsed.TotalSeconds, 3, 15);
    }

    /// <summary>By address, by a name that resolves to one, and by everything that is another way to write one.</summary>
    [Theory]
    [InlineData("https://127.0.0.1:{port}/client.json")]
    [InlineData("https://localhost:{port}/client.json")]
    [InlineData("https://[::1]:{port}/client.json")]
    [InlineData("https://[::ffff:127.0.0.1]:{port}/client.json")]
    [InlineData("http://127.0.0.1:{port}/client.json")]
    [InlineData("https://10.0.0.1/client.json")]
    [InlineData("https://169.254.169.254/latest/meta-data")]
    [InlineData("https://[fd00::1]/client.json")]
    [InlineData("https://0x7f000001:{port}/client.json")]
    [InlineData("https://client.example@127.0.0.1:{port}/client.json")]
    [InlineData("https://клиент.example/client.json")]
    [InlineData("file:///etc/passwd")]
    public async Task Document_AtAPrivateAddress_IsNeverAskedFor(string id)
    {
        using var listener = new System.Net.Sockets.TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var (user, _) = await fixture.AddUserAsync();
        using var browser = await Browser.OfAsync(fixture, user.Id);
        using var client = new TestClient(fixture.Url, id.Replace("{port}", $"{((IPEndPoint)listener.LocalEndpoint).Port}", StringComparison.Ordinal), null, TestClient.Redirect);

        var answer = await browser.GetAsync(client.AuthorizeUrl());

        Assert.Equal((HttpStatusCode.BadRequest, null), (answer.Status, answer.Location));
        Assert.False(listener.Pending());
    }

    [Fact]
    public async Task LoopbackDocuments_OutsideOfDevelopment_StopTheServerFromStarting()
    {
        var refused = await Assert.ThrowsAsync<InvalidOperationException>(() => fixture.StartServerAsync("--environment=Production", "--OAuth:AllowLoopbackClientDocuments=true"));

        Assert.Contains("OAuth:AllowLoopbackClientDocuments", refused.Message, StringComparison.Ordinal);
    }

    private async Task<TestClient> ClientAsync(DocumentHost documents)
        => new(await DocumentHost.TrustingServerAsync(fixture), documents.Url, null, TestClient.Redirect);

    private async Task<BrowserPage> AskAsync(DocumentHost documents)
    {
        using var client = await ClientAsync(documents);
        using var browser = await Browser.OfAsync(fixture, (await fixture.AddUserAsync()).User.Id, client.Url);
        return await browser.GetAsync(client.AuthorizeUrl());
    }

    private async Task<(HttpStatusCode Status, string? Location)> StatusAsync(DocumentHost documents)
    {
        var page = await AskAsync(documents);
        return (page.Status, page.Location);
    }
}
