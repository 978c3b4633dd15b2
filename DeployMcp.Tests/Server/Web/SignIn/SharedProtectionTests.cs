using System.Net;
using DeployMcp.Tests.Server.Fixture;
using Npgsql;

namespace DeployMcp.Tests.Server.Web.SignIn;

[Collection(ServerCollection.Name)]
public class SharedProtectionTests(ServerFixture fixture)
{
    [Fact]
    public async Task Form_OfOneReplica_IsTakenByAnother()
    {
        var another = await fixture.StartServerAsync();
        using var browser = new FormBrowser(fixture.Url);
        var page = await browser.ReadAsync("/signin");
        var token = page.Split("name=\"__RequestVerificationToken\" value=\"")[1].Split('"')[0];

        using var answer = await browser.PostAsync($"{another.Urls.First()}/signin/development", ("__RequestVerificationToken", token), ("return", "/x"));

        Assert.Equal((HttpStatusCode.Redirect, "/x"), (answer.StatusCode, answer.Headers.Location?.OriginalString));
    }

    [Fact]
    public async Task Keys_InTheDatabase_AreOneAndEncrypted()
    {
        await using var command = fixture.Get<NpgsqlDataSource>().CreateCommand("select xml from protection_keys");
        await using var reader = await command.ExecuteReaderAsync();
        var keys = new List<string>();
        while (await reader.ReadAsync())
        {
            keys.Add(reader.GetString(0));
        }

        var key = Assert.Single(keys);
        Assert.Contains("KeyDecryptor", key, StringComparison.Ordinal);
        Assert.DoesNotContain("masterKey", key, StringComparison.OrdinalIgnoreCase);
    }
}
