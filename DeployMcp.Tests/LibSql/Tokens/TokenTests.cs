using System.Net;
using System.Text;
using System.Text.Json;
using DeployMcp.LibSql.Tokens;
using static DeployMcp.Tests.LibSql.LibSqlDatabase;

namespace DeployMcp.Tests.LibSql.Tokens;

public class TokenTests(LibSqlServer server) : IClassFixture<LibSqlServer>
{
    private static readonly string Select = Pipeline(null, Execute("SELECT 1"), Type("close"));

    /// <summary>RFC 8032, section 7.1, tests 1 and 2.</summary>
    [Theory]
    [InlineData("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60", "", "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b")]
    [InlineData("4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb", "72", "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00")]
    public void Sign_WithTheStandardsKeys_GivesItsSignatures(string seed, string message, string signature)
    {
        using var key = new Ed25519Key(Convert.FromHexString(seed));

        var signed = key.Sign(Convert.FromHexString(message));

        Assert.Equal(signature, Convert.ToHexStringLower(signed));
        Assert.True(key.Verify(Convert.FromHexString(message), signed));
        signed[10] ^= 1;
        Assert.False(key.Verify(Convert.FromHexString(message), signed));
    }

    [Theory]
    [InlineData("", "AUTH_HTTP_HEADER_MISSING")]
    [InlineData("Bearer", "AUTH_HTTP_HEADER_INVALID")]
    [InlineData("Basic eDp5", "AUTH_HTTP_HEADER_UNSUPPORTED_SCHEME")]
    [InlineData("Bearer nonsense", "AUTH_JWT_INVALID")]
    [InlineData("Bearer a.b.c", "AUTH_JWT_INVALID")]
    public async Task Request_WithoutAGoodHeader_IsRefused(string header, string code)
    {
        var database = await server.CreateAsync();
        using var request = new HttpRequestMessage(HttpMethod.Post, database.Path + "v2/pipeline") { Content = new StringContent(Select) };
        if (header.Length > 0)
            request.Headers.TryAddWithoutValidation("Authorization", header);

        using var response = await server.Http.SendAsync(request);

        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
        Assert.Equal("Bearer", response.Headers.WwwAuthenticate.Single().Scheme);
        Assert.Equal(code, JsonElement.Parse(await response.Content.ReadAsStringAsync()).GetProperty("code").GetString());
    }

    [Fact]
    public async Task Token_OfAnotherDatabase_IsRefused()
    {
        var (mine, other) = (await server.CreateAsync(), await server.CreateAsync());

        var refused = await mine.RefusedAsync("v2/pipeline", Select, other.Token);

        Assert.Equal((HttpStatusCode.Unauthorized, "AUTH_JWT_INVALID"), (refused.Status, refused.Code));
    }

    [Fact]
    public async Task Token_OfAnotherServer_IsRefused()
    {
        using var elsewhere = new LibSqlServer();
        await elsewhere.InitializeAsync();
        var database = await server.CreateAsync();
        using var made = await elsewhere.Admin.PutAsync($"databases/{database.Name}", content: null);

        var refused = await database.RefusedAsync("v2/pipeline", Select, await elsewhere.MintAsync(database.Name));

        Assert.Equal("AUTH_JWT_INVALID", refused.Code);
        await elsewhere.DisposeAsync();
    }

    [Theory]
    [InlineData("""{"alg":"none","typ":"JWT"}""")]
    [InlineData("""{"alg":"HS256","typ":"JWT"}""")]
    [InlineData("""{"alg":"EdDSA","typ":"JWT" }""")]
    public async Task Token_WithAnotherHeader_IsRefused(string header)
    {
        var database = await server.CreateAsync();
        var parts = database.Token.Split('.');
        var encoded = Convert.ToBase64String(Encoding.UTF8.GetBytes(header)).TrimEnd('=').Replace('+', '-').Replace('/', '_');

        Assert.Equal("AUTH_JWT_INVALID", (await database.RefusedAsync("v2/pipeline", Select, $"{encoded}.{parts[1]}.{parts[2]}")).Code);
        Assert.Equal("AUTH_JWT_INVALID", (await database.RefusedAsync("v2/pipeline", Select, $"{encoded}.{parts[1]}.")).Code);
    }

    [Fact]
    public async Task Token_ThatExpires_IsRefusedFromThenOn()
    {
        var database = await server.CreateAsync();
        var token = await server.MintAsync(database.Name, expiresInSeconds: 2);
        using (var response = await database.PostAsync("v2/pipeline", Select, token))
            Assert.Equal(HttpStatusCode.OK, response.StatusCode);

        await Eventually.TrueAsync(async () =>
        {
            using var response = await database.PostAsync("v2/pipeline", Select, token);
            return response.StatusCode == HttpStatusCode.Unauthorized;
        }, "the token has expired");

        Assert.Equal("AUTH_JWT_EXPIRED", (await database.RefusedAsync("v2/pipeline", Select, token)).Code);
    }

    [Fact]
    public async Task Tokens_AfterRotation_AreRefusedAndNewOnesTaken()
    {
        var database = await server.CreateAsync();
        using var rotated = await server.Admin.PostAsync($"databases/{database.Name}/tokens/rotate", content: null);
        Assert.Equal(HttpStatusCode.NoContent, rotated.StatusCode);

        Assert.Equal("AUTH_JWT_INVALID", (await database.RefusedAsync("v2/pipeline", Select)).Code);
        await (database with { Token = await server.MintAsync(database.Name) }).RunAsync("SELECT 1");
    }

    [Theory]
    [InlineData("INSERT INTO t VALUES (1)")]
    [InlineData("INSERT INTO t VALUES (1) RETURNING a")]
    [InlineData("WITH x AS (SELECT 1) DELETE FROM t")]
    [InlineData("CREATE TABLE u (a)")]
    [InlineData("DROP TABLE t")]
    [InlineData("BEGIN IMMEDIATE")]
    [InlineData("BEGIN EXCLUSIVE")]
    [InlineData("PRAGMA user_version = 1")]
    [InlineData("PRAGMA application_id = 1")]
    [InlineData("PRAGMA incremental_vacuum")]
    [InlineData("VACUUM")]
    [InlineData("ANALYZE")]
    [InlineData("REINDEX")]
    public async Task ReadOnlyToken_ThatWrites_IsBlocked(string sql)
    {
        var database = await server.CreateAsync();
        await database.RunAsync("CREATE TABLE t (a UNIQUE)");
        var reader = database with { Token = await server.MintAsync(database.Name, "ro") };

        Assert.Equal("BLOCKED", (await reader.FailAsync(sql)).Code);
        Assert.Equal("0", await database.ScalarAsync("PRAGMA user_version"));
    }

    [Theory]
    [InlineData("SELECT * FROM t")]
    [InlineData("EXPLAIN INSERT INTO t VALUES (1)")]
    [InlineData("BEGIN")]
    [InlineData("PRAGMA table_info(t)")]
    [InlineData("PRAGMA user_version")]
    public async Task ReadOnlyToken_ThatReads_MayDoSo(string sql)
    {
        var database = await server.CreateAsync();
        await database.RunAsync("CREATE TABLE t (a)");

        await (database with { Token = await server.MintAsync(database.Name, "ro") }).RunAsync(sql);
    }

    [Fact]
    public async Task ReadOnlyToken_OnTheStreamOfAFullOne_StillMayNotWrite()
    {
        var database = await server.CreateAsync();
        var baton = (await database.PipelineAsync(null, Execute("CREATE TABLE t (a)"))).GetProperty("baton").GetString();
        var reader = database with { Token = await server.MintAsync(database.Name, "ro") };

        var results = (await reader.PipelineAsync(baton, Execute("INSERT INTO t VALUES (1)"))).GetProperty("results");

        Assert.Equal("BLOCKED", ErrorOf(results[0]).Code);
    }
}
