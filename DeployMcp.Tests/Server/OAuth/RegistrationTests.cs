using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using DeployMcp.Tests.Server.Fixture;
using Npgsql;

namespace DeployMcp.Tests.Server.OAuth;

[Collection(ServerCollection.Name)]
public class RegistrationTests(ServerFixture fixture)
{
    private static readonly string[] LoopbackUris = ["http://localhost:1/cb"];
    private static readonly string[] HttpsUris = ["https://client.example/cb"];

    [Fact]
    public async Task Register_APublicClient_GetsNoSecret()
    {
        var (status, made) = await RegisterAsync(new { client_name = "An App", redirect_uris = LoopbackUris, token_endpoint_auth_method = "none" });

        Assert.Equal(HttpStatusCode.Created, status);
        Assert.Null(made["client_secret"]);
        Assert.Equal("none", (string?)made["token_endpoint_auth_method"]);
    }

    [Fact]
    public async Task Register_WithoutAMethod_GetsASecretOfWhichOnlyTheHashIsKept()
    {
        var (_, made) = await RegisterAsync(new { redirect_uris = HttpsUris });

        var secret = (string)made["client_secret"]!;
        await using var command = fixture.Get<NpgsqlDataSource>().CreateCommand("select to_jsonb(c)::text from oauth_clients c where id = $1");
        command.Parameters.AddWithValue((string)made["client_id"]!);
        var row = (string)(await command.ExecuteScalarAsync())!;
        Assert.Equal("client_secret_basic", (string?)made["token_endpoint_auth_method"]);
        Assert.Equal(0, (int?)made["client_secret_expires_at"]);
        Assert.DoesNotContain(secret, row, StringComparison.Ordinal);
        Assert.Contains("client.example", row, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"redirect_uris": []}""", "invalid_redirect_uri")]
    [InlineData("""{"client_name": "x"}""", "invalid_redirect_uri")]
    [InlineData("""{"redirect_uris": ["javascript:alert(1)"]}""", "invalid_redirect_uri")]
    [InlineData("""{"redirect_uris": ["https://client.example/cb", "http://evil.example/cb"]}""", "invalid_redirect_uri")]
    [InlineData("""{"redirect_uris": [null]}""", "invalid_redirect_uri")]
    [InlineData("""{"redirect_uris": ["https://c.example/"], "token_endpoint_auth_method": "private_key_jwt"}""", "invalid_client_metadata")]
    [InlineData("""{"redirect_uris": ["https://c.example/"], "response_types": ["token"]}""", "invalid_client_metadata")]
    [InlineData("""{"redirect_uris": ["https://c.example/"], "grant_types": ["client_credentials"]}""", "invalid_client_metadata")]
    [InlineData("""{"redirect_uris": "https://c.example/"}""", "invalid_client_metadata")]
    [InlineData("[]", "invalid_client_metadata")]
    [InlineData("not json", "invalid_client_metadata")]
    public async Task Register_WithBadMetadata_SaysWhatIsWrong(string body, string error)
    {
        using var http = fixture.Http();
        using var answer = await http.PostAsync("/oauth/register", new StringContent(body, System.Text.Encoding.UTF8, "application/json"));

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Equal(error, (string?)JsonNode.Parse(await answer.Content.ReadAsStringAsync())!["error"]);
    }

    [Fact]
    public async Task Register_ABodyBeyondTheLimit_IsRefused()
    {
        using var http = fixture.Http();

        using var answer = await http.PostAsJsonAsync("/oauth/register", new { client_name = new string('x', 70_000), redirect_uris = HttpsUris });

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, answer.StatusCode);
    }

    [Fact]
    public async Task Register_TooOften_IsToldWhenToComeAgain()
    {
        var server = await fixture.StartServerAsync("--OAuth:RegistrationsPerMinute=3");
        using var http = new HttpClient { BaseAddress = new Uri(server.Urls.First()) };
        var metadata = new { redirect_uris = HttpsUris };
        for (var i = 0; i < 3; i++)
        {
            using var allowed = await http.PostAsJsonAsync("/oauth/register", metadata);
            Assert.Equal(HttpStatusCode.Created, allowed.StatusCode);
        }

        using var answer = await http.PostAsJsonAsync("/oauth/register", metadata);

        Assert.Equal(HttpStatusCode.TooManyRequests, answer.StatusCode);
        Assert.InRange(answer.Headers.RetryAfter!.Delta!.Value.TotalSeconds, 1, 60);
    }

    private async Task<(HttpStatusCode Status, JsonNode Answer)> RegisterAsync(object metadata)
    {
        using var http = fixture.Http();
        using var answer = await http.PostAsJsonAsync("/oauth/register", metadata);
        return (answer.StatusCode, JsonNode.Parse(await answer.Content.ReadAsStringAsync())!);
    }
}
