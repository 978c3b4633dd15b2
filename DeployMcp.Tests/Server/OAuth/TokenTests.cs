using System.Net;
using System.Text;
using DeployMcp.Data.Keys;
using DeployMcp.Data.Users;
using DeployMcp.Tests.Server.Fixture;
using Npgsql;

namespace DeployMcp.Tests.Server.OAuth;

[Collection(ServerCollection.Name)]
public class TokenTests(ServerFixture fixture) : IAsyncLifetime
{
    private User _user = null!;
    private Browser _browser = null!;
    private TestClient _client = null!;

    public async Task InitializeAsync()
    {
        (_user, _) = await fixture.AddUserAsync();
        _browser = await Browser.OfAsync(fixture, _user.Id);
        _client = await TestClient.RegisterAsync(fixture.Url);
    }

    public Task DisposeAsync()
    {
        _browser.Dispose();
        _client.Dispose();
        return Task.CompletedTask;
    }

    [Fact]
    public async Task Redeem_AGoodCode_GivesAKeyNamedAfterTheClientAndAsNarrowAsWasChosen()
    {
        var issued = await _client.RedeemAsync(await _client.CodeAsync(_browser, scope: "deploy", project: "shop"));

        Assert.Equal((HttpStatusCode.OK, true), (issued.Status, issued.IsNeverStored));
        Assert.Equal(("Bearer", "deploy"), ((string?)issued.Json["token_type"], (string?)issued.Json["scope"]));
        Assert.InRange((int)issued.Json["expires_in"]!, 30 * 86_400 - 60, 30 * 86_400);
        Assert.StartsWith(ApiKeyFormat.Marker, issued.AccessToken, StringComparison.Ordinal);
        var key = Assert.Single(await KeysAsync(), k => k.Origin.StartsWith("oauth:", StringComparison.Ordinal));
        Assert.Equal(("Test Client", $"oauth:{_client.Id}", "shop", issued.AccessToken[..16]), (key.Name, key.Origin, key.Project, key.Prefix));
        await using var mcp = await fixture.ConnectAsync(issued.AccessToken);
        Assert.Equal(_user.Name, (string?)(await mcp.CallAsync("whoami"))["user"]);
    }

    [Theory]
    [InlineData("code_verifier", null, "invalid_request")]
    [InlineData("code_verifier", "short", "invalid_request")]
    [InlineData("code_verifier", "0123456789012345678901234567890123456789012", "invalid_grant")]
    [InlineData("redirect_uri", null, "invalid_request")]
    [InlineData("redirect_uri", "http://127.0.0.1:7778/callback", "invalid_grant")]
    [InlineData("redirect_uri", "https://evil.example/callback", "invalid_grant")]
    [InlineData("resource", "https://evil.example/mcp", "invalid_target")]
    [InlineData("code", "nonsense", "invalid_grant")]
    [InlineData("code", null, "invalid_request")]
    [InlineData("client_id", null, "invalid_client")]
    [InlineData("client_id", "client_unknown", "invalid_client")]
    [InlineData("grant_type", null, "invalid_request")]
    [InlineData("grant_type", "client_credentials", "unsupported_grant_type")]
    [InlineData("grant_type", "password", "unsupported_grant_type")]
    public async Task Redeem_WithAnythingElseThanWasAsked_GivesNothing(string name, string? value, string error)
    {
        var code = await _client.CodeAsync(_browser);

        var refused = await _client.RedeemAsync(code, (name, value));

        Assert.Equal((error == "invalid_client" ? HttpStatusCode.Unauthorized : HttpStatusCode.BadRequest, error), (refused.Status, refused.Error));
        Assert.True(refused.IsNeverStored);
        Assert.DoesNotContain(await KeysAsync(), k => k.Origin.StartsWith("oauth:", StringComparison.Ordinal));
    }

    /// <summary>The challenge in place of the verifier would be PKCE's method plain.</summary>
    [Fact]
    public async Task Redeem_WithTheChallengeItself_GivesNothing()
        => Assert.Equal("invalid_grant", (await _client.RedeemAsync(await _client.CodeAsync(_browser), ("code_verifier", _client.Challenge))).Error);

    [Fact]
    public async Task Redeem_AnotherClientsCode_GivesNothingAndSpoilsNothing()
    {
        using var other = await TestClient.RegisterAsync(fixture.Url);
        var code = await _client.CodeAsync(_browser);

        var injected = await other.RedeemAsync(code, ("code_verifier", _client.Verifier));

        Assert.Equal("invalid_grant", injected.Error);
        Assert.Equal(HttpStatusCode.OK, (await _client.RedeemAsync(code)).Status);
    }

    [Fact]
    public async Task Redeem_ACodeASecondTime_RevokesWhatItGave()
    {
        var code = await _client.CodeAsync(_browser);
        var issued = await _client.RedeemAsync(code);
        Assert.Equal(HttpStatusCode.OK, await _client.TryKeyAsync(issued.AccessToken));

        var replayed = await _client.RedeemAsync(code);

        Assert.Equal("invalid_grant", replayed.Error);
        Assert.Equal(HttpStatusCode.Unauthorized, await _client.TryKeyAsync(issued.AccessToken));
        Assert.Equal("invalid_grant", (await _client.RefreshAsync(issued.RefreshToken)).Error);
        Assert.Contains(("revoke_grant", "client Test Client", "replayed code", (Guid?)null), await fixture.AuditOfAsync(_user.Id));
    }

    [Fact]
    public async Task Redeem_ACodeByManyAtOnce_GivesAtMostOneKeyAndLeavesNoneAlive()
    {
        var code = await _client.CodeAsync(_browser);

        var replies = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => _client.RedeemAsync(code)));

        var issued = Assert.Single(replies, r => r.Status == HttpStatusCode.OK);
        Assert.Equal(HttpStatusCode.Unauthorized, await _client.TryKeyAsync(issued.AccessToken));
    }

    [Fact]
    public async Task Redeem_AfterAMinute_GivesNothing()
    {
        var code = await _client.CodeAsync(_browser);
        Assert.InRange(await QueryAsync<double>("select extract(epoch from max(expires_at) - now())::float8 from oauth_codes"), 30, 60);
        await AgeAsync("oauth_codes", "60 seconds");

        Assert.Equal("invalid_grant", (await _client.RedeemAsync(code)).Error);
    }

    [Fact]
    public async Task Consent_AfterTenMinutes_IsGone()
    {
        var consent = await _browser.OpenAsync(_client.AuthorizeUrl());
        await AgeAsync("oauth_requests", "10 minutes");

        Assert.Null((await _browser.AnswerAsync(consent)).Location);
    }

    [Theory]
    [InlineData("client_secret_post")]
    [InlineData("client_secret_basic")]
    public async Task Redeem_ByAClientWithASecret_TakesIt(string method)
    {
        using var client = await TestClient.RegisterAsync(fixture.Url, method: method);
        var code = await client.CodeAsync(_browser);
        var basic = $"Basic {Convert.ToBase64String(Encoding.UTF8.GetBytes($"{Uri.EscapeDataString(client.Id)}:{Uri.EscapeDataString(client.Secret!)}"))}";

        Assert.Equal("invalid_client", (await client.RedeemAsync(code, ("client_secret", null))).Error);
        Assert.Equal("invalid_client", (await client.RedeemAsync(code, ("client_secret", "wrong"))).Error);
        Assert.Equal("invalid_client", (await _client.RedeemAsync(code, ("client_id", client.Id))).Error);
        var both = await client.PostAsync("/oauth/token", [new("grant_type", "authorization_code"), new("client_secret", client.Secret)], basic);
        Assert.Equal("invalid_request", both.Error);

        var issued = method == "client_secret_post"
            ? await client.RedeemAsync(code)
            : await client.PostAsync(
                "/oauth/token",
                [new("grant_type", "authorization_code"), new("code", code), new("redirect_uri", client.RedirectUri), new("code_verifier", client.Verifier)],
                basic);
        Assert.Equal(HttpStatusCode.OK, issued.Status);
    }

    [Fact]
    public async Task Refresh_GivesAnotherKeyAndEndsTheOneBefore()
    {
        var first = await _client.RedeemAsync(await _client.CodeAsync(_browser, scope: "read"));
        Assert.Equal(HttpStatusCode.OK, await _client.TryKeyAsync(first.AccessToken));

        var second = await _client.RefreshAsync(first.RefreshToken);

        Assert.Equal("read", (string?)second.Json["scope"]);
        Assert.NotEqual(first.RefreshToken, second.RefreshToken);
        Assert.Equal(HttpStatusCode.Unauthorized, await _client.TryKeyAsync(first.AccessToken));
        Assert.Equal(HttpStatusCode.OK, await _client.TryKeyAsync(second.AccessToken));
    }

    [Fact]
    public async Task Refresh_WithAUsedToken_RevokesAllThatFollowedFromIt()
    {
        var first = await _client.RedeemAsync(await _client.CodeAsync(_browser));
        var second = await _client.RefreshAsync(first.RefreshToken);
        Assert.Equal(HttpStatusCode.OK, await _client.TryKeyAsync(second.AccessToken));

        var reused = await _client.RefreshAsync(first.RefreshToken);

        Assert.Equal("invalid_grant", reused.Error);
        Assert.Equal(HttpStatusCode.Unauthorized, await _client.TryKeyAsync(second.AccessToken));
        Assert.Equal("invalid_grant", (await _client.RefreshAsync(second.RefreshToken)).Error);
    }

    [Fact]
    public async Task Refresh_ByAnotherClient_GivesNothing()
    {
        using var other = await TestClient.RegisterAsync(fixture.Url);
        var issued = await _client.RedeemAsync(await _client.CodeAsync(_browser));

        Assert.Equal("invalid_grant", (await other.RefreshAsync(issued.RefreshToken)).Error);
        Assert.Equal(HttpStatusCode.OK, await _client.TryKeyAsync(issued.AccessToken));
    }

    /// <summary>Otherwise a client could make itself another in place of the one that its person took away.</summary>
    [Fact]
    public async Task Refresh_AfterThePersonRevokedTheKey_GivesNothing()
    {
        var issued = await _client.RedeemAsync(await _client.CodeAsync(_browser));
        var key = Assert.Single(await KeysAsync(), k => k.Origin.StartsWith("oauth:", StringComparison.Ordinal));
        await fixture.Get<ApiKeyStore>().RevokeAsync(_user.Id, key.Id);

        Assert.Equal("invalid_grant", (await _client.RefreshAsync(issued.RefreshToken)).Error);
    }

    [Fact]
    public async Task Refresh_AfterTheKeyExpired_GivesAnother()
    {
        var issued = await _client.RedeemAsync(await _client.CodeAsync(_browser));
        await ExecuteAsync("update api_keys set expires_at = now() - interval '1 day' where user_id = $1");
        Assert.Equal(HttpStatusCode.Unauthorized, await _client.TryKeyAsync(issued.AccessToken));

        Assert.Equal(HttpStatusCode.OK, await _client.TryKeyAsync((await _client.RefreshAsync(issued.RefreshToken)).AccessToken));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Revoke_TheKeyOrTheRefreshToken_EndsBoth(bool byKey)
    {
        var issued = await _client.RedeemAsync(await _client.CodeAsync(_browser));
        Assert.Equal(HttpStatusCode.OK, await _client.TryKeyAsync(issued.AccessToken));

        var revoked = await _client.RevokeAsync(byKey ? issued.AccessToken : issued.RefreshToken);

        Assert.Equal(HttpStatusCode.OK, revoked.Status);
        Assert.Equal(HttpStatusCode.Unauthorized, await _client.TryKeyAsync(issued.AccessToken));
        Assert.Equal("invalid_grant", (await _client.RefreshAsync(issued.RefreshToken)).Error);
    }

    [Fact]
    public async Task Revoke_WhatIsNotTheClients_ChangesNothing()
    {
        using var other = await TestClient.RegisterAsync(fixture.Url);
        var (_, settingsKey) = await fixture.AddUserAsync();
        var issued = await _client.RedeemAsync(await _client.CodeAsync(_browser));

        Assert.All(
            await Task.WhenAll(other.RevokeAsync(issued.AccessToken), other.RevokeAsync(issued.RefreshToken), _client.RevokeAsync(settingsKey), _client.RevokeAsync("nonsense")),
            reply => Assert.Equal(HttpStatusCode.OK, reply.Status));

        Assert.Equal(HttpStatusCode.OK, await _client.TryKeyAsync(issued.AccessToken));
        Assert.Equal(HttpStatusCode.OK, await _client.TryKeyAsync(settingsKey));
        Assert.Equal("invalid_client", (await _client.RevokeAsync(issued.AccessToken, ("client_id", "client_unknown"))).Error);
    }

    [Fact]
    public async Task Database_AfterAFlow_HoldsNoneOfItsSecrets()
    {
        var code = await _client.CodeAsync(_browser);
        var issued = await _client.RedeemAsync(code);

        foreach (var table in (string[])["oauth_clients", "oauth_requests", "oauth_grants", "oauth_codes", "oauth_refresh_tokens", "api_keys", "audit_log"])
        {
            var dump = await QueryAsync<string>($"select coalesce(string_agg(to_jsonb(t)::text, ' '), '') from {table} t");
            Assert.DoesNotContain(code, dump, StringComparison.Ordinal);
            Assert.DoesNotContain(issued.AccessToken, dump, StringComparison.Ordinal);
            Assert.DoesNotContain(issued.RefreshToken, dump, StringComparison.Ordinal);
            Assert.DoesNotContain(_client.Verifier, dump, StringComparison.Ordinal);
        }
    }

    private Task<IReadOnlyList<ApiKey>> KeysAsync() => fixture.Get<ApiKeyStore>().ListAsync(_user.Id);

    private Task AgeAsync(string table, string by) => ExecuteAsync(
        table == "oauth_requests"
            ? $"update oauth_requests set expires_at = expires_at - interval '{by}' where user_id = $1"
            : $"update oauth_codes c set expires_at = expires_at - interval '{by}' from oauth_grants g where g.id = c.grant_id and g.user_id = $1");

    private async Task ExecuteAsync(string sql)
    {
        await using var command = fixture.Get<NpgsqlDataSource>().CreateCommand(sql);
        command.Parameters.AddWithValue(_user.Id.Value);
        await command.ExecuteNonQueryAsync();
    }

    private async Task<T> QueryAsync<T>(string sql)
    {
        await using var command = fixture.Get<NpgsqlDataSource>().CreateCommand(sql);
        return (T)(await command.ExecuteScalarAsync())!;
    }
}
