using DeployMcp.Data.Deployments;
using DeployMcp.Data.Services;
using DeployMcp.Server.Keys;
using DeployMcp.Tests.Server.Fixture;
using Microsoft.Playwright;

namespace DeployMcp.Tests.Server.Web.Chromium;

/// <summary>What a person does, in a real browser, at the width of a desk and of a phone.</summary>
[Collection(ServerCollection.Name)]
public class PageWalkTests(ServerFixture fixture, ChromiumBrowser chromium) : IClassFixture<ChromiumBrowser>
{
    private const int Desk = 1280;
    private const int Phone = 390;

    [Theory]
    [InlineData(Desk)]
    [InlineData(Phone)]
    public async Task Walk_FromSignInToDelete_WorksAndKeepsTheRules(int width)
    {
        using var person = await PageVisitor.AsDevelopmentUserAsync(fixture);
        var name = $"shop-{width}";
        await FillAsync(person, name);
        await using var watched = await WatchedPage.OpenAsync(chromium, fixture.Url, width);
        var page = watched.Page;

        await page.GotoAsync("/");
        await watched.CheckAsync("signin");
        await page.GetByRole(AriaRole.Button, new() { Name = "Continue as" }).ClickAsync();
        await watched.CheckAsync("services");
        await watched.RequireKeyboardReachAsync();

        await page.GetByRole(AriaRole.Link, new() { Name = name, Exact = true }).ClickAsync();
        await watched.CheckAsync("service");
        await watched.RequireKeyboardReachAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "More lines" }).ClickAsync();
        await watched.CheckAsync("run-log");
        await page.GoBackAsync();
        await page.Locator("#deployments a.name").First.ClickAsync();
        await watched.CheckAsync("deployment");

        await page.GotoAsync($"/services/default/{name}");
        await page.GetByRole(AriaRole.Link, new() { Name = "Roll back…" }).ClickAsync();
        await watched.CheckAsync("rollback");
        await page.GetByRole(AriaRole.Button, new() { Name = "Roll back" }).ClickAsync();
        await Assertions.Expect(page.GetByText("The rollback has been queued.")).ToBeVisibleAsync();
        await Assertions.Expect(page.Locator("#status")).ToHaveTextAsync("Active");
        await Assertions.Expect(page.Locator("#deployments li").First).ToContainTextAsync("rolled back");

        await page.GetByRole(AriaRole.Link, new() { Name = $"Delete {name}…" }).ClickAsync();
        await page.GetByLabel($"Type {name} to confirm").FillAsync("something else");
        await page.GetByRole(AriaRole.Button, new() { Name = "Delete for good" }).ClickAsync();
        await watched.CheckAsync("delete");
        await page.GetByLabel($"Type {name} to confirm").FillAsync(name);
        await page.GetByRole(AriaRole.Button, new() { Name = "Delete for good" }).ClickAsync();
        await watched.CheckAsync("deleted");
        await Assertions.Expect(page.GetByRole(AriaRole.Status)).ToContainTextAsync("The service is gone");
    }

    [Theory]
    [InlineData(Desk)]
    [InlineData(Phone)]
    public async Task Walk_ThroughReposAndSettings_WorksAndKeepsTheRules(int width)
    {
        using var person = await PageVisitor.SignInAsync(fixture);
        await using var watched = await WatchedPage.OpenAsync(chromium, fixture.Url, width);
        await person.LendSessionAsync(watched.Page.Context);
        var page = watched.Page;

        await page.GotoAsync("/");
        await watched.CheckAsync("empty");
        await page.GetByRole(AriaRole.Link, new() { Name = "Repos" }).ClickAsync();
        await page.GetByLabel("Name").FillAsync("No Good");
        await page.GetByRole(AriaRole.Button, new() { Name = "Create repo" }).ClickAsync();
        await watched.CheckAsync("repos-refused");
        await page.GetByLabel("Name").FillAsync("storefront");
        await page.GetByLabel("Description").FillAsync("What customers see.");
        await page.GetByRole(AriaRole.Button, new() { Name = "Create repo" }).ClickAsync();
        await watched.CheckAsync("repos");
        await page.GetByRole(AriaRole.Button, new() { Name = "Get a token" }).ClickAsync();
        await watched.CheckAsync("token");
        Assert.StartsWith("mlg_", await page.Locator(".secret").InnerTextAsync(), StringComparison.Ordinal);

        await WalkThroughDatabasesAsync(watched);

        await page.GetByRole(AriaRole.Link, new() { Name = "Settings" }).ClickAsync();
        await page.GetByLabel("Name").FillAsync("CI");
        await page.GetByLabel("Project (optional)").FillAsync("shop");
        await page.GetByRole(AriaRole.Button, new() { Name = "Make key" }).ClickAsync();
        await watched.CheckAsync("key");
        Assert.StartsWith("dk_live_", await page.Locator(".secret").InnerTextAsync(), StringComparison.Ordinal);
        await page.GetByRole(AriaRole.Link, new() { Name = "Done" }).ClickAsync();
        await watched.CheckAsync("settings");
        await page.GotoAsync("/settings");
        await watched.RequireKeyboardReachAsync();

        await page.GetByRole(AriaRole.Link, new() { Name = "Revoke… CI" }).ClickAsync();
        await watched.CheckAsync("revoke");
        await page.GetByRole(AriaRole.Button, new() { Name = "Revoke key" }).ClickAsync();
        await Assertions.Expect(page.GetByText("The key is revoked")).ToBeVisibleAsync();
        Assert.DoesNotContain(await fixture.Get<ListKeys>().RunAsync(person.Caller), k => k.Name == "CI");
        await page.GetByRole(AriaRole.Link, new() { Name = "Audit log" }).ClickAsync();
        await watched.CheckAsync("audit");
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign out" }).ClickAsync();
        await Assertions.Expect(page).ToHaveTitleAsync("Sign in · Deploy MCP");
    }

    private static async Task WalkThroughDatabasesAsync(WatchedPage watched)
    {
        var page = watched.Page;
        await page.GetByRole(AriaRole.Link, new() { Name = "Databases" }).ClickAsync();
        await watched.CheckAsync("databases-empty");
        await page.GetByLabel("Name").FillAsync("No Good");
        await page.GetByRole(AriaRole.Button, new() { Name = "Create database" }).ClickAsync();
        await watched.CheckAsync("databases-refused");
        await page.GetByLabel("Name").FillAsync("orders");
        await page.GetByRole(AriaRole.Button, new() { Name = "Create database" }).ClickAsync();
        await Assertions.Expect(page.GetByText("The database is made.")).ToBeVisibleAsync();
        await watched.CheckAsync("database");
        await page.GetByRole(AriaRole.Button, new() { Name = "Show URL and token" }).ClickAsync();
        await watched.CheckAsync("database-revealed");
        Assert.StartsWith("http://", await page.Locator(".secret").First.InnerTextAsync(), StringComparison.Ordinal);
        await page.GetByRole(AriaRole.Link, new() { Name = "Databases" }).First.ClickAsync();
        await watched.CheckAsync("databases");
        await page.GetByRole(AriaRole.Link, new() { Name = "orders" }).ClickAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "Delete orders…" }).ClickAsync();
        await page.GetByLabel("Type orders to confirm").FillAsync("orders");
        await watched.CheckAsync("database-delete");
        await page.GetByRole(AriaRole.Button, new() { Name = "Delete", Exact = true }).ClickAsync();
        await Assertions.Expect(page.GetByText("The database is deleted")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Service_InProgress_IsSwappedInWithoutAReloadAndKeepsTheFocus()
    {
        using var person = await PageVisitor.SignInAsync(fixture);
        var held = await person.MakeServiceAsync("held-live");
        await using var watched = await WatchedPage.OpenAsync(chromium, fixture.Url, Desk);
        await person.LendSessionAsync(watched.Page.Context);
        await watched.Page.GotoAsync("/services/default/held-live");
        await watched.CheckAsync("in-progress");
        await watched.Page.EvaluateAsync("window.stayed = true");
        await watched.Page.Locator("#deployments a.name").FocusAsync();

        fixture.Deployer.Release(held.Service.Id);

        await Assertions.Expect(watched.Page.Locator("#status")).ToHaveTextAsync("Active");
        Assert.True(await watched.Page.EvaluateAsync<bool>("window.stayed === true"));
        Assert.Equal(1, await watched.Page.Locator("#deployments a.name:focus").CountAsync());
        Assert.Equal(0, await watched.Page.GetByRole(AriaRole.Button, new() { Name = "Cancel deployment" }).CountAsync());
    }

    [Fact]
    public async Task Service_InProgressWithoutScripts_ShowsTheEndByItself()
    {
        using var person = await PageVisitor.SignInAsync(fixture);
        var held = await person.MakeServiceAsync("held-plain");
        await using var watched = await WatchedPage.OpenAsync(chromium, fixture.Url, Phone, scripts: false);
        await person.LendSessionAsync(watched.Page.Context);
        await watched.Page.GotoAsync("/services/default/held-plain");
        await Assertions.Expect(watched.Page.Locator("#status")).ToHaveTextAsync("Queued");

        fixture.Deployer.Release(held.Service.Id);

        await Assertions.Expect(watched.Page.Locator("#status")).ToHaveTextAsync("Active", new() { Timeout = 20_000 });
    }

    /// <summary>What a week of work leaves: two versions of one, one that failed, one in progress, one with words of another script.</summary>
    private async Task FillAsync(PageVisitor person, string name)
    {
        await person.MakeServiceAsync(name, null, ("DATABASE_URL", "x"), ("STRIPE_KEY", "y"));
        var first = await person.WaitForAsync(name, "Active");
        await DescribeAsync(first, "Add the checkout page", "Ada Lovelace");
        await DescribeAsync(await person.ChangeMemoryAsync(name, "512Mi"), "Show prices with tax, and a rather long message that says more than fits into a line of a phone", "Grace Hopper");
        await person.MakeServiceAsync($"broken-{name}");
        await DescribeAsync(await person.WaitForAsync($"broken-{name}", "Failed"), "Try the new compiler", "Grace Hopper");
        await person.MakeServiceAsync($"held-{name}", "backoffice");
    }

    private Task DescribeAsync(ServiceOverview overview, string message, string author)
        => fixture.Get<DeploymentStore>().SetCommitAsync(overview.Newest!.Id, new Commit(Convert.ToHexStringLower(overview.Newest.Id.Value.ToByteArray()) + "00000000", message, author));
}
