using System.Net;
using System.Text.RegularExpressions;
using DeployMcp.Tests.Fixtures;
using DeployMcp.Tests.Server.Fixture;

namespace DeployMcp.Tests.Server.Web;

[Collection(ServerCollection.Name)]
public partial class ResourcePageTests(ServerFixture fixture)
{
    [Fact]
    public async Task Database_IsMadeShownRevealedAndDeleted()
    {
        using var visitor = await PageVisitor.SignInAsync(fixture);
        Assert.Contains("No databases yet", await visitor.ReadAsync("/resources"), StringComparison.Ordinal);

        using var made = await visitor.SubmitAsync("/resources", "/resources", ("name", "orders"), ("size", "2Gi"), ("url", ""), ("auth_token", ""));
        Assert.Equal("/resources/orders?done=created", made.Headers.Location?.OriginalString);
        var page = await visitor.ReadAsync("/resources/orders?done=created");
        Assert.Contains("of 2Gi", page, StringComparison.Ordinal);
        Assert.DoesNotContain("class=\"secret\"", page, StringComparison.Ordinal);

        using var revealed = await visitor.SubmitAsync("/resources/orders", "/resources/orders/reveal");
        Assert.Equal((HttpStatusCode.OK, true), (revealed.StatusCode, revealed.Headers.CacheControl?.NoStore));
        var secrets = Secret().Matches(await revealed.Content.ReadAsStringAsync()).Select(m => WebUtility.HtmlDecode(m.Groups[1].Value)).ToList();
        Assert.Equal("1", await EmbeddedDatabases.QueryAsync(secrets[0], secrets[1], "select 1"));

        using var wrong = await visitor.SubmitAsync("/resources/orders/delete", "/resources/orders/delete", ("confirmation", "other"));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, wrong.StatusCode);
        using var deleted = await visitor.SubmitAsync("/resources/orders/delete", "/resources/orders/delete", ("confirmation", "orders"));
        Assert.Equal("/resources?done=deleted", deleted.Headers.Location?.OriginalString);
        Assert.Equal("status 401", await EmbeddedDatabases.QueryAsync(secrets[0], secrets[1], "select 1"));
    }

    [Fact]
    public async Task NewDatabase_WithBadFields_SaysWhyAtEachAndShowsNoSecretAgain()
    {
        using var visitor = await PageVisitor.SignInAsync(fixture);

        using var answer = await visitor.SubmitAsync("/resources", "/resources", ("name", "No Good"), ("size", "1Gi"), ("url", "ftp://u:hush@host/"), ("auth_token", "hush hush"));

        var page = await answer.Content.ReadAsStringAsync();
        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.StatusCode);
        Assert.All(["name", "size", "url", "auth_token"], field => Assert.Contains($"id=\"field-{field}-error\"", page, StringComparison.Ordinal));
        Assert.DoesNotContain("hush", page, StringComparison.Ordinal);
    }

    [GeneratedRegex("class=\"secret\"[^>]*>([^<]*)<")]
    private static partial Regex Secret();
}
