using System.Net;
using System.Text.RegularExpressions;
using DeployMcp.Data.Users;
using DeployMcp.Domain.Identity;
using DeployMcp.Tests.Server.Fixture;

namespace DeployMcp.Tests.Server.OAuth;

/// <summary>A person's browser as far as forms, cookies and redirects go; it follows a redirect only when told to.</summary>
public sealed partial class Browser : IDisposable
{
    private readonly CookieContainer _cookies = new();
    private readonly HttpClient _http;

    public Browser(string url)
    {
        Url = new Uri(url);
        _http = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false, CookieContainer = _cookies }) { BaseAddress = Url };
    }

    public Uri Url { get; }

    /// <summary>What the server keeps in this browser under that name.</summary>
    public string Cookie(string name) => _cookies.GetCookies(Url)[name]!.Value;

    /// <summary>With a session of the user's, as if they had signed in.</summary>
    public static async Task<Browser> OfAsync(ServerFixture fixture, UserId user, string? url = null)
    {
        var browser = new Browser(url ?? fixture.Url);
        var session = await fixture.Get<SessionStore>().CreateAsync(user, "test");
        browser._cookies.Add(browser.Url, new Cookie("deploymcp-session", session.Reveal()));
        return browser;
    }

    public async Task<BrowserPage> GetAsync(string url)
    {
        using var answer = await _http.GetAsync(url);
        return await BrowserPage.OfAsync(answer);
    }

    /// <summary>Goes on as long as it is led to this server's own pages.</summary>
    public async Task<BrowserPage> OpenAsync(string url)
    {
        var page = await GetAsync(url);
        while (page.Location is { } next && new Uri(Url, next) is var target && target.Authority == Url.Authority)
        {
            page = await GetAsync(target.AbsoluteUri);
        }

        return page;
    }

    public async Task<BrowserPage> PostAsync(string path, params (string Name, string Value)[] fields)
    {
        using var answer = await _http.PostAsync(path, new FormUrlEncodedContent(fields.Select(f => KeyValuePair.Create(f.Name, f.Value))));
        return await BrowserPage.OfAsync(answer);
    }

    public Task<BrowserPage> SubmitAsync(BrowserPage page, string action, params (string Name, string Value)[] choices)
        => PostAsync(action, [.. page.Form(action).Where(f => choices.All(c => c.Name != f.Name)), .. choices]);

    /// <summary>The consent form, answered; what is not chosen stays as the page proposes.</summary>
    public Task<BrowserPage> AnswerAsync(BrowserPage consent, string decision = "allow", string? scope = null, string? project = null)
    {
        List<(string, string)> choices = [("decision", decision)];
        if (scope is not null)
            choices.Add(("scope", scope));
        if (project is not null)
            choices.Add(("project", project));
        return SubmitAsync(consent, "/oauth/complete", [.. choices]);
    }

    public void Dispose() => _http.Dispose();
}

public sealed partial record BrowserPage(HttpStatusCode Status, string? Location, string Html, string? ContentSecurityPolicy)
{
    /// <summary>The query of where it leads.</summary>
    public IReadOnlyDictionary<string, string> Answer => Microsoft.AspNetCore.WebUtilities.QueryHelpers.ParseQuery(new Uri(Location!).Query)
        .ToDictionary(p => p.Key, p => Assert.Single(p.Value.ToArray())!, StringComparer.Ordinal);

    public static async Task<BrowserPage> OfAsync(HttpResponseMessage answer) => new(
        answer.StatusCode,
        answer.Headers.TryGetValues("Location", out var location) ? location.Single() : null,
        await answer.Content.ReadAsStringAsync(),
        answer.Headers.TryGetValues("Content-Security-Policy", out var policy) ? policy.Single() : null);

    /// <summary>The fields that the form sends as it stands, but for its buttons.</summary>
    public IReadOnlyList<(string Name, string Value)> Form(string action)
    {
        var form = Forms().Matches(Html).Select(m => m.Value).SingleOrDefault(f => f.Contains($"action=\"{action}\"", StringComparison.Ordinal))
            ?? throw new InvalidOperationException($"There is no form for {action} on the page ({Status}):\n{Html}");
        return
        [
            .. Inputs().Matches(form).Select(m => m.Value)
                .Where(i => !i.Contains("type=\"radio\"", StringComparison.Ordinal) || i.Contains("checked", StringComparison.Ordinal))
                .Select(i => (Attribute(i, "name"), Attribute(i, "value"))),
        ];
    }

    private static string Attribute(string input, string name) => WebUtility.HtmlDecode(Regex.Match(input, $"\\b{name}=\"([^\"]*)\"").Groups[1].Value);

    [GeneratedRegex("<form.*?</form>", RegexOptions.Singleline)]
    private static partial Regex Forms();

    [GeneratedRegex("<input[^>]*>")]
    private static partial Regex Inputs();
}
