using System.Net;
using DeployMcp.Data.Services;
using DeployMcp.Tests.Server.Fixture;

namespace DeployMcp.Tests.Server.Web;

[Collection(ServerCollection.Name)]
public class ServiceFormTests(ServerFixture fixture)
{
    [Fact]
    public async Task Redeploy_FromItsPage_QueuesADeploymentAndSaysSo()
    {
        using var visitor = await PageVisitor.SignInAsync(fixture);
        await visitor.MakeServiceAsync("again");
        var first = await visitor.WaitForAsync("again", "Active");

        using var answer = await visitor.SubmitAsync("/services/default/again", "/services/default/again/redeploy");

        Assert.Equal((HttpStatusCode.SeeOther, "/services/default/again?done=redeployed"), (answer.StatusCode, answer.Headers.Location?.OriginalString));
        Assert.Contains("A new deployment has been queued", await visitor.ReadAsync("/services/default/again?done=redeployed"), StringComparison.Ordinal);
        Assert.NotEqual(first.Newest!.Id, (await visitor.WaitForAsync("again", "Active")).Newest!.Id);
        Assert.Contains(("redeploy_service", "service default/again", "queued", null), await fixture.AuditOfAsync(visitor.User.Id));
    }

    [Fact]
    public async Task Cancel_OfWhatIsInProgress_EndsIt()
    {
        using var visitor = await PageVisitor.SignInAsync(fixture);
        await visitor.MakeServiceAsync("held-cancel");

        using var answer = await visitor.SubmitAsync("/services/default/held-cancel", "/services/default/held-cancel/cancel");

        Assert.Equal("/services/default/held-cancel?done=cancelled", answer.Headers.Location?.OriginalString);
        await visitor.WaitForAsync("held-cancel", "Cancelled");
        Assert.DoesNotContain("/held-cancel/cancel\"", await visitor.ReadAsync("/services/default/held-cancel"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Rollback_ThroughItsQuestion_RunsTheVersionBefore()
    {
        using var visitor = await PageVisitor.SignInAsync(fixture);
        await visitor.MakeServiceAsync("back");
        var first = (await visitor.WaitForAsync("back", "Active")).Newest!;
        await visitor.ChangeMemoryAsync("back", "512Mi");
        var question = $"/services/default/back/rollback/{first.Id}";
        Assert.Contains($"href=\"{question}\"", await visitor.ReadAsync("/services/default/back"), StringComparison.Ordinal);

        using var answer = await visitor.SubmitAsync(question, "/services/default/back/rollback", ("deployment", first.Id.ToString()));

        Assert.Equal("/services/default/back?done=rolled-back", answer.Headers.Location?.OriginalString);
        Assert.Equal(first.Id, (await visitor.WaitForAsync("back", "Active")).Newest!.SourceId);
    }

    [Fact]
    public async Task Rollback_ToWhatIsNotKept_SaysWhatIs()
    {
        using var visitor = await PageVisitor.SignInAsync(fixture);
        await visitor.MakeServiceAsync("unkept");
        var first = (await visitor.WaitForAsync("unkept", "Active")).Newest!;

        using var answer = await visitor.SubmitAsync($"/services/default/unkept/rollback/{first.Id}", "/services/default/unkept/rollback", ("deployment", "feedbeef"));

        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.StatusCode);
        Assert.Contains("be rolled back", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Delete_WithAnotherNameTyped_AsksAgainAndDeletesNothing()
    {
        using var visitor = await PageVisitor.SignInAsync(fixture);
        await visitor.MakeServiceAsync("kept");
        await visitor.WaitForAsync("kept", "Active");

        using var answer = await visitor.SubmitAsync("/services/default/kept/delete", "/services/default/kept/delete", ("confirmation", "kept2"));

        var page = await answer.Content.ReadAsStringAsync();
        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.StatusCode);
        Assert.Contains("aria-describedby=\"field-confirmation-error\"", page, StringComparison.Ordinal);
        Assert.Contains("That was not kept. Nothing was done.", page, StringComparison.Ordinal);
        Assert.NotNull(await fixture.Get<ServiceStore>().FindAsync(visitor.User.Id, "default", "kept"));
    }

    [Fact]
    public async Task Delete_WithItsNameTyped_RemovesItAndSaysSo()
    {
        using var visitor = await PageVisitor.SignInAsync(fixture);
        await visitor.MakeServiceAsync("gone");
        await visitor.WaitForAsync("gone", "Active");

        using var answer = await visitor.SubmitAsync("/services/default/gone/delete", "/services/default/gone/delete", ("confirmation", "gone"));

        Assert.Equal("/?done=deleted", answer.Headers.Location?.OriginalString);
        using var page = await visitor.Http.GetAsync("/services/default/gone");
        Assert.Equal(HttpStatusCode.NotFound, page.StatusCode);
    }

    [Theory]
    [InlineData("/services/default/forged/redeploy")]
    [InlineData("/services/default/forged/cancel")]
    [InlineData("/services/default/forged/rollback")]
    [InlineData("/services/default/forged/delete")]
    [InlineData("/repos")]
    [InlineData("/repos/token")]
    [InlineData("/resources")]
    [InlineData("/resources/forged/reveal")]
    [InlineData("/resources/forged/delete")]
    [InlineData("/settings/keys")]
    [InlineData("/settings/keys/0198c0de00007000800000000000dead/revoke")]
    public async Task Form_WithoutItsToken_DoesNothing(string path)
    {
        using var visitor = await PageVisitor.SignInAsync(fixture);

        using var answer = await visitor.PostAsync(path, ("name", "forged"), ("scope", "admin"), ("confirmation", "forged"));

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Empty(await fixture.AuditOfAsync(visitor.User.Id));
    }

    [Fact]
    public async Task Form_WithAnotherPersonsToken_DoesNothing()
    {
        using var visitor = await PageVisitor.SignInAsync(fixture);
        using var attacker = await PageVisitor.SignInAsync(fixture);
        var page = await attacker.ReadAsync("/repos");
        var token = page.Split("__RequestVerificationToken\" value=\"")[1].Split('"')[0];

        using var answer = await visitor.PostAsync("/repos", ("__RequestVerificationToken", token), ("name", "planted"));

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Empty(await fixture.AuditOfAsync(visitor.User.Id));
    }

    [Fact]
    public async Task SignOut_FromAnyPage_EndsTheSession()
    {
        using var visitor = await PageVisitor.SignInAsync(fixture);

        using var answer = await visitor.SubmitAsync("/", "/signout");

        Assert.Equal("/signin", answer.Headers.Location?.OriginalString);
        using var page = await visitor.Http.GetAsync("/");
        Assert.Contains("/signin", page.Headers.Location!.OriginalString, StringComparison.Ordinal);
    }
}
