using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using DeployMcp.Data.Users;
using DeployMcp.Server.GraphQL;
using DeployMcp.Tests.GraphQL;
using DeployMcp.Tests.Server.Fixture;
using Microsoft.Extensions.Logging.Abstractions;

namespace DeployMcp.Tests.Server.GraphQL;

/// <summary>GraphQL over HTTP, and who gets in.</summary>
[Collection(ServerCollection.Name)]
public class EndpointTests(ServerFixture fixture)
{
    private const string Query = "{ me { name } }";

    [Fact]
    public async Task Endpoint_AuditedByTheOfficialPackage_HasNoErrorsAndNoWarnings()
    {
        var audits = await OfficialGraphQL.AuditAsync($"{fixture.Url}/graphql", (await fixture.AddUserAsync()).Key);

        Assert.True(audits.Count > 50, $"{audits.Count} audits ran.");
        Assert.Empty(audits.Where(a => (string?)a!["status"] == "error").Select(a => a!.ToJsonString()));
        Assert.Empty(audits.Where(a => (string?)a!["status"] == "warn").Select(a => a!.ToJsonString()));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("dk_live_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    [InlineData("nonsense")]
    public async Task Post_WithoutALiveKey_Is401WithTheChallengeOfTheKeyCheck(string? key)
    {
        using var client = new GraphQLClient(fixture.Url, key);
        using var answer = await client.PostAsync(JsonContent.Create(new { query = Query }));

        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
        Assert.Contains("Bearer", answer.Headers.WwwAuthenticate.ToString(), StringComparison.Ordinal);
        Assert.Equal("UNAUTHENTICATED", (string?)(await BodyAsync(answer))["errors"]![0]!["extensions"]!["code"]);
    }

    [Fact]
    public async Task Post_WithAKeyInTheUrl_Is401()
    {
        using var http = fixture.Http();

        using var answer = await http.PostAsJsonAsync($"/graphql?key={(await fixture.AddUserAsync()).Key}", new { query = Query });

        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
    }

    [Theory]
    [InlineData("application/json", "{\"query\": \"{\"}", HttpStatusCode.OK)]
    [InlineData("application/json", "{\"query\": \"{ nope }\"}", HttpStatusCode.OK)]
    [InlineData("application/json", "{\"query\": \"{ me { name } }\"}", HttpStatusCode.OK)]
    [InlineData("application/json", "{\"qeury\": \"\"}", HttpStatusCode.BadRequest)]
    [InlineData("application/json", "{", HttpStatusCode.BadRequest)]
    [InlineData("application/graphql-response+json", "{\"query\": \"{\"}", HttpStatusCode.BadRequest)]
    [InlineData("application/graphql-response+json", "{\"query\": \"{ nope }\"}", HttpStatusCode.BadRequest)]
    [InlineData("application/graphql-response+json", "{\"query\": \"query ($v: Int!) { auditLog(before: $v) { older } }\"}", HttpStatusCode.BadRequest)]
    [InlineData("application/graphql-response+json", "{\"query\": \"{ me { name } }\", \"operationName\": \"Q\"}", HttpStatusCode.BadRequest)]
    [InlineData("application/graphql-response+json", "{\"query\": \"{ service(name: \\\"nobodys\\\") { name } }\"}", HttpStatusCode.OK)]
    [InlineData("text/html", "{\"query\": \"{ me { name } }\"}", HttpStatusCode.NotAcceptable)]
    public async Task Post_ByAcceptHeaderAndBody_HasTheStatusOfTheSpecification(string accept, string body, HttpStatusCode expected)
    {
        using var client = new GraphQLClient(fixture.Url, (await fixture.AddUserAsync()).Key);
        using var answer = await client.PostAsync(new StringContent(body, Encoding.UTF8, "application/json"), ("Accept", accept));

        Assert.Equal(expected, answer.StatusCode);
        Assert.Equal(accept == "text/html" ? "application/json" : accept, answer.Content.Headers.ContentType!.MediaType);
        Assert.Equal("utf-8", answer.Content.Headers.ContentType.CharSet);
    }

    [Theory]
    [InlineData("text/plain", HttpStatusCode.UnsupportedMediaType)]
    [InlineData("application/x-www-form-urlencoded", HttpStatusCode.UnsupportedMediaType)]
    [InlineData("application/json; charset=utf-16", HttpStatusCode.UnsupportedMediaType)]
    [InlineData("application/json; charset=UTF-8", HttpStatusCode.OK)]
    public async Task Post_ByContentType_TakesJsonInUtf8Only(string contentType, HttpStatusCode expected)
    {
        using var client = new GraphQLClient(fixture.Url, (await fixture.AddUserAsync()).Key);
        var content = new ByteArrayContent(Encoding.UTF8.GetBytes("{\"query\": \"{ me { name } }\"}"));
        content.Headers.TryAddWithoutValidation("Content-Type", contentType);

        using var answer = await client.PostAsync(content);

        Assert.Equal(expected, answer.StatusCode);
    }

    [Fact]
    public async Task Get_IsNotServed()
    {
        using var client = new GraphQLClient(fixture.Url, (await fixture.AddUserAsync()).Key);

        Assert.Equal(HttpStatusCode.MethodNotAllowed, await client.StatusAsync(HttpMethod.Get));
        Assert.Equal(HttpStatusCode.MethodNotAllowed, await client.StatusAsync(HttpMethod.Put));
    }

    [Theory]
    [InlineData("SELF", "same-origin", HttpStatusCode.OK)]
    [InlineData("SELF", null, HttpStatusCode.OK)]
    [InlineData(null, "same-origin", HttpStatusCode.OK)]
    [InlineData(null, null, HttpStatusCode.Forbidden)]
    [InlineData("http://localhost:1", null, HttpStatusCode.Forbidden)]
    [InlineData("http://localhost:1", "same-origin", HttpStatusCode.Forbidden)]
    [InlineData("SELF", "cross-site", HttpStatusCode.Forbidden)]
    [InlineData("SELF", "same-site", HttpStatusCode.Forbidden)]
    [InlineData(null, "none", HttpStatusCode.Forbidden)]
    public async Task Post_WithASessionsCookie_MustComeFromThisServersPages(string? origin, string? site, HttpStatusCode expected)
    {
        var (user, _) = await fixture.AddUserAsync();
        var session = await fixture.Get<SessionStore>().CreateAsync(user.Id, userAgent: null);
        using var client = new GraphQLClient(fixture.Url, key: null);
        List<(string, string)> headers = [("Cookie", $"deploymcp-session={session.Reveal()}")];
        if (origin is not null)
            headers.Add(("Origin", origin == "SELF" ? fixture.Url : origin));
        if (site is not null)
            headers.Add(("Sec-Fetch-Site", site));

        using var answer = await client.PostAsync(JsonContent.Create(new { query = Query }), [.. headers]);

        Assert.Equal(expected, answer.StatusCode);
        var body = await BodyAsync(answer);
        Assert.Equal(expected == HttpStatusCode.OK ? user.Name : null, (string?)body["data"]?["me"]?["name"]);
    }

    [Fact]
    public void Tell_OfAFault_HasAReferenceAndNothingOfTheInside()
    {
        var told = new FieldFaults(NullLogger<FieldFaults>.Instance).Tell(new InvalidOperationException("Host=db;Password=hunter2"));

        Assert.DoesNotContain("hunter2", told.Message, StringComparison.Ordinal);
        Assert.Equal("INTERNAL_SERVER_ERROR", told.Code);
        Assert.Contains(told.Extensions!["reference"], told.Message, StringComparison.Ordinal);
    }

    private static async Task<JsonNode> BodyAsync(HttpResponseMessage answer) => JsonNode.Parse(await answer.Content.ReadAsStringAsync())!;
}
