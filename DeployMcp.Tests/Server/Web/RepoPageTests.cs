using System.Net;
using DeployMcp.Tests.Server.Fixture;

namespace DeployMcp.Tests.Server.Web;

[Collection(ServerCollection.Name)]
public class RepoPageTests(ServerFixture fixture)
{
    [Fact]
    public async Task NewRepo_WithAGoodName_IsListedWithItsUrl()
    {
        using var visitor = await PageVisitor.SignInAsync(fixture);
        Assert.Contains("No repos yet", await visitor.ReadAsync("/repos"), StringComparison.Ordinal);

        using var answer = await visitor.SubmitAsync("/repos", "/repos", ("name", "shop"), ("description", "<i>my</i> shop"));

        Assert.Equal((HttpStatusCode.SeeOther, "/repos?done=created"), (answer.StatusCode, answer.Headers.Location?.OriginalString));
        var page = await visitor.ReadAsync("/repos?done=created");
        Assert.Contains($"<code>{fixture.GitUrl}/", page, StringComparison.Ordinal);
        Assert.Contains("&lt;i&gt;my&lt;/i&gt; shop", page, StringComparison.Ordinal);
        Assert.Contains("The repository is ready", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task NewRepo_WithABadName_KeepsWhatWasTypedAndSaysWhyAtTheField()
    {
        using var visitor = await PageVisitor.SignInAsync(fixture);

        using var answer = await visitor.SubmitAsync("/repos", "/repos", ("name", "My \"Shop\""), ("description", "one\nline"));

        var page = await answer.Content.ReadAsStringAsync();
        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.StatusCode);
        Assert.Contains("value=\"My &quot;Shop&quot;\"", page, StringComparison.Ordinal);
        Assert.Contains("aria-describedby=\"field-name-hint field-name-error\"", page, StringComparison.Ordinal);
        Assert.Contains("id=\"field-description-error\"", page, StringComparison.Ordinal);
        Assert.Contains("2 fields need another look.", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task GetToken_OfARepo_ShowsItInThisAnswerOnly()
    {
        using var visitor = await PageVisitor.SignInAsync(fixture);
        using var made = await visitor.SubmitAsync("/repos", "/repos", ("name", "tokens"), ("description", ""));

        using var answer = await visitor.SubmitAsync("/repos", "/repos/token", ("name", "tokens"), ("host", "ml.ink"));

        var page = await answer.Content.ReadAsStringAsync();
        Assert.Equal((HttpStatusCode.OK, true), (answer.StatusCode, answer.Headers.CacheControl?.NoStore));
        Assert.Contains("mlg_", page, StringComparison.Ordinal);
        Assert.DoesNotContain("mlg_", await visitor.ReadAsync("/repos"), StringComparison.Ordinal);
        Assert.DoesNotContain("mlg_", string.Join(' ', answer.Headers.SelectMany(h => h.Value)), StringComparison.Ordinal);
    }
}
