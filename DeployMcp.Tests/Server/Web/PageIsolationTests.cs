using System.Net;
using System.Text.RegularExpressions;
using DeployMcp.Data.Keys;
using DeployMcp.Domain.Resources;
using DeployMcp.Server.Keys;
using DeployMcp.Server.Resources;
using DeployMcp.Tests.Server.Fixture;

namespace DeployMcp.Tests.Server.Web;

/// <summary>What one person has looks to another like what nobody has: every page and form with a name or an id in it.</summary>
[Collection(ServerCollection.Name)]
public partial class PageIsolationTests(ServerFixture fixture)
{
    private const string Name = "private";
    private const string Nobodys = "nobodys";

    [Theory]
    [InlineData("/services/default/NAME")]
    [InlineData("/services/secret-project/NAME")]
    [InlineData("/services/default/NAME/log")]
    [InlineData("/services/default/NAME/deployments/DEPLOYMENT")]
    [InlineData("/services/default/NAME/rollback/DEPLOYMENT")]
    [InlineData("/services/default/NAME/delete")]
    [InlineData("/resources/NAME")]
    [InlineData("/resources/NAME/delete")]
    [InlineData("/services/default/own/deployments/DEPLOYMENT")]
    [InlineData("/services/default/own/rollback/DEPLOYMENT")]
    [InlineData("/settings/keys/KEY/revoke")]
    public async Task Page_OfAnothers_IsTheSame404AsOfNobodys(string path)
    {
        using var owner = await OwnerAsync();
        using var stranger = await StrangerAsync();

        var theirs = await GetAsync(stranger, path, await NamesOfAsync(owner));
        var nobodys = await GetAsync(stranger, path, Unknown);

        Assert.Equal(HttpStatusCode.NotFound, theirs.Status);
        Assert.Equal(nobodys, theirs);
    }

    [Theory]
    [InlineData("/services/default/NAME/redeploy")]
    [InlineData("/services/default/NAME/cancel")]
    [InlineData("/services/default/NAME/rollback")]
    [InlineData("/services/default/NAME/delete")]
    [InlineData("/services/secret-project/NAME/delete")]
    [InlineData("/services/default/own/rollback")]
    [InlineData("/repos/token")]
    [InlineData("/resources/NAME/reveal")]
    [InlineData("/resources/NAME/delete")]
    [InlineData("/settings/keys/KEY/revoke")]
    public async Task Form_AboutAnothers_IsRefusedAsAboutNobodys(string path)
    {
        using var owner = await OwnerAsync();
        using var stranger = await StrangerAsync();

        var theirs = await PostAsync(stranger, path, await NamesOfAsync(owner));
        var nobodys = await PostAsync(stranger, path, Unknown);

        Assert.Equal(nobodys, theirs);
        Assert.True(theirs.Status is HttpStatusCode.NotFound or HttpStatusCode.UnprocessableEntity, $"It answers {theirs.Status}.");
        Assert.Equal("Active", (await owner.WaitForAsync(Name, "Active")).Status.ToString());
        Assert.Contains(await fixture.Get<ListKeys>().RunAsync(owner.Caller), k => k.Name == "owners");
    }

    [Theory]
    [InlineData("/")]
    [InlineData("/repos")]
    [InlineData("/resources")]
    [InlineData("/settings")]
    [InlineData("/settings/audit")]
    public async Task Lists_OfAnother_ShowNothingOfTheirs(string path)
    {
        using var owner = await OwnerAsync();
        using var stranger = await StrangerAsync();

        Assert.DoesNotContain(Name, await stranger.ReadAsync(path), StringComparison.Ordinal);
        Assert.DoesNotContain("owners", await stranger.ReadAsync(path), StringComparison.Ordinal);
    }

    private static (string Name, string Deployment, string Key) Unknown => (Nobodys, Guid.CreateVersion7().ToString("N"), Guid.CreateVersion7().ToString("N"));

    /// <summary>Has a service of that name, another in a project of its own, and a key.</summary>
    private async Task<PageVisitor> OwnerAsync()
    {
        var owner = await PageVisitor.SignInAsync(fixture);
        await owner.MakeServiceAsync(Name);
        await owner.MakeServiceAsync(Name, "secret-project");
        await owner.WaitForAsync(Name, "Active");
        await fixture.Get<CreateResource>().RunAsync(owner.Caller, new ResourceRequest(Name), CancellationToken.None);
        await fixture.Get<CreateKey>().RunAsync(owner.Caller, new KeyRequest("owners", "read"));
        return owner;
    }

    private async Task<PageVisitor> StrangerAsync()
    {
        var stranger = await PageVisitor.SignInAsync(fixture);
        await stranger.MakeServiceAsync("own");
        await stranger.WaitForAsync("own", "Active");
        return stranger;
    }

    private async Task<(string Name, string Deployment, string Key)> NamesOfAsync(PageVisitor owner)
    {
        var deployment = (await owner.WaitForAsync(Name, "Active")).Newest!.Id.ToString();
        ApiKey key = (await fixture.Get<ListKeys>().RunAsync(owner.Caller)).Single(k => k.Name == "owners");
        return (Name, deployment, key.Id.ToString());
    }

    private static async Task<(HttpStatusCode Status, string Page)> GetAsync(PageVisitor stranger, string path, (string Name, string Deployment, string Key) names)
    {
        using var answer = await stranger.Http.GetAsync(Fill(path, names));
        return (answer.StatusCode, await ComparableAsync(answer, names));
    }

    private static async Task<(HttpStatusCode Status, string Page)> PostAsync(PageVisitor stranger, string path, (string Name, string Deployment, string Key) names)
    {
        var token = FormToken().Match(await stranger.ReadAsync("/repos")).Groups[1].Value;
        using var answer = await stranger.PostAsync(
            Fill(path, names), ("__RequestVerificationToken", token), ("name", names.Name), ("deployment", names.Deployment), ("confirmation", names.Name));
        return (answer.StatusCode, await ComparableAsync(answer, names));
    }

    private static string Fill(string path, (string Name, string Deployment, string Key) names)
        => path.Replace("NAME", names.Name, StringComparison.Ordinal).Replace("DEPLOYMENT", names.Deployment, StringComparison.Ordinal).Replace("KEY", names.Key, StringComparison.Ordinal);

    /// <summary>Without what was asked with, and without the forms' tokens, which differ each time.</summary>
    private static async Task<string> ComparableAsync(HttpResponseMessage answer, (string Name, string Deployment, string Key) names)
        => FormToken().Replace(await answer.Content.ReadAsStringAsync(), "")
            .Replace(names.Name, "?", StringComparison.Ordinal).Replace(names.Deployment, "?", StringComparison.Ordinal).Replace(names.Key, "?", StringComparison.Ordinal);

    [GeneratedRegex("name=\"__RequestVerificationToken\" value=\"([^\"]+)\"")]
    private static partial Regex FormToken();
}
