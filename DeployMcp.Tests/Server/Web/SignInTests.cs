using System.Net;
using System.Text.RegularExpressions;
using DeployMcp.Tests.Server.Fixture;

namespace DeployMcp.Tests.Server.Web;

[Collection(ServerCollection.Name)]
public partial class SignInTests(ServerFixture fixture)
{
    [Fact]
    public async Task DevelopmentSignIn_WithItsForm_SetsTheSessionAndLeadsBack()
    {
        using var browser = Browser();
        var form = FormToken().Match(await browser.GetStringAsync("/signin?return=/oauth/authorize")).Groups[1].Value;

        using var answer = await browser.PostAsync("/signin/development", Form(("__RequestVerificationToken", form), ("return", "/oauth/authorize")));

        Assert.Equal((HttpStatusCode.Redirect, "/oauth/authorize"), (answer.StatusCode, answer.Headers.Location?.OriginalString));
        var cookie = Assert.Single(answer.Headers.GetValues("Set-Cookie"), c => c.StartsWith("deploymcp-session=", StringComparison.Ordinal));
        Assert.Contains("httponly", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("samesite=lax", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("domain=", cookie, StringComparison.OrdinalIgnoreCase);
        using var again = await browser.GetAsync("/signin?return=//evil.example");
        Assert.Equal("/", again.Headers.Location?.OriginalString);
    }

    [Theory]
    [InlineData("/signin/development")]
    [InlineData("/signout")]
    public async Task Post_WithoutTheFormsToken_IsRefused(string path)
    {
        using var browser = Browser();

        using var answer = await browser.PostAsync(path, Form(("return", "/")));

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.False(answer.Headers.Contains("Set-Cookie"));
    }

    [Fact]
    public async Task SignInPage_HasAStrictPolicyAndNoScript()
    {
        using var browser = Browser();

        using var answer = await browser.GetAsync("/signin");

        Assert.Contains("default-src 'none'", answer.Headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);
        Assert.DoesNotContain("<script", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    private HttpClient Browser() => new(new HttpClientHandler { AllowAutoRedirect = false }) { BaseAddress = new Uri(fixture.Url) };

    private static FormUrlEncodedContent Form(params (string Name, string Value)[] fields) => new(fields.Select(f => KeyValuePair.Create(f.Name, f.Value)));

    [GeneratedRegex("name=\"__RequestVerificationToken\" value=\"([^\"]+)\"")]
    private static partial Regex FormToken();
}
