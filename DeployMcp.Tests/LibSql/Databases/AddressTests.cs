using System.Net;
using System.Net.Http.Headers;
using static DeployMcp.Tests.LibSql.LibSqlDatabase;

namespace DeployMcp.Tests.LibSql.Databases;

/// <summary>The ways in which a request says which database it is for.</summary>
public class AddressTests(LibSqlServer server) : IClassFixture<LibSqlServer>
{
    [Theory]
    [InlineData("{0}.localhost", null)]
    [InlineData("{0}.db.example.com", null)]
    [InlineData("localhost", "{0}")]
    [InlineData("other.localhost", "{0}")]
    public async Task Request_ByHostOrHeader_ReachesItsDatabase(string host, string? header)
    {
        var database = await server.CreateAsync();

        Assert.Equal(HttpStatusCode.OK, await SendAsync(database, string.Format(host, database.Name), header is null ? null : string.Format(header, database.Name)));
    }

    [Theory]
    [InlineData("localhost")]
    [InlineData("127.0.0.1")]
    [InlineData("under_score.localhost")]
    public async Task Request_ThatNamesNone_IsNotFound(string host)
    {
        var database = await server.CreateAsync();

        Assert.Equal(HttpStatusCode.NotFound, await SendAsync(database, host, header: null));
    }

    [Fact]
    public async Task Request_ForADatabaseThatIsNone_TellsOnlyWhoHasAToken()
    {
        var database = await server.CreateAsync();

        var refused = await (database with { Name = "missing" }).RefusedAsync("v2/pipeline", Pipeline(null));

        Assert.Equal((HttpStatusCode.Unauthorized, "AUTH_JWT_INVALID"), (refused.Status, refused.Code));
    }

    private async Task<HttpStatusCode> SendAsync(LibSqlDatabase database, string host, string? header)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "v2/pipeline") { Content = new StringContent(Pipeline(null, Execute("SELECT 1"), Type("close"))) };
        request.Headers.Host = host;
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", database.Token);
        if (header is not null)
            request.Headers.Add("x-namespace", header);
        using var response = await server.Http.SendAsync(request);
        return response.StatusCode;
    }
}
