using System.Net;
using System.Text.RegularExpressions;
using DeployMcp.Data.Services;
using DeployMcp.Data.Users;
using DeployMcp.Domain.Services;
using DeployMcp.Server.Auth;
using DeployMcp.Server.Repos;
using DeployMcp.Server.Services;
using DeployMcp.Tests.Server.Fixture;
using Microsoft.Playwright;

namespace DeployMcp.Tests.Server.Web;

/// <summary>A person with a session, who reads pages and fills in their forms by HTTP, without a browser's scripts.</summary>
public sealed partial class PageVisitor : IDisposable
{
    private const string SessionCookie = "deploymcp-session";

    private readonly ServerFixture _fixture;
    private readonly CookieContainer _cookies = new();

    private PageVisitor(ServerFixture fixture, User user)
    {
        _fixture = fixture;
        User = user;
        Caller = new Caller(user.Id, KeyId: null);
        Http = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false, CookieContainer = _cookies }) { BaseAddress = new Uri(fixture.Url) };
    }

    public User User { get; }

    public Caller Caller { get; }

    public HttpClient Http { get; }

    public static async Task<PageVisitor> SignInAsync(ServerFixture fixture)
    {
        var visitor = new PageVisitor(fixture, (await fixture.AddUserAsync()).User);
        var secret = await fixture.Get<SessionStore>().CreateAsync(visitor.User.Id, "Mozilla/5.0 (X11; Linux x86_64) Chrome/156.0 Safari/537.36");
        visitor._cookies.Add(new Uri(fixture.Url), new System.Net.Cookie(SessionCookie, secret.Reveal()));
        return visitor;
    }

    /// <summary>The user whom the sign-in page offers; the visitor has no session, a browser gets its own.</summary>
    public static async Task<PageVisitor> AsDevelopmentUserAsync(ServerFixture fixture)
        => new(fixture, await fixture.Get<UserStore>().EnsureAsync(ServerFixture.DevelopmentName));

    /// <summary>Signs a real browser in as well.</summary>
    public Task LendSessionAsync(IBrowserContext browser)
        => browser.AddCookiesAsync(_cookies.GetAllCookies().Where(c => c.Name == SessionCookie).Select(c => new Microsoft.Playwright.Cookie
        {
            Name = c.Name,
            Value = c.Value,
            Url = _fixture.Url,
        }));

    /// <summary>The page, which must be there.</summary>
    public async Task<string> ReadAsync(string path)
    {
        using var answer = await Http.GetAsync(path);
        var body = await answer.Content.ReadAsStringAsync();
        return answer.StatusCode == HttpStatusCode.OK ? body : throw new InvalidOperationException($"{path} answers {(int)answer.StatusCode}: {body}");
    }

    /// <summary>Sends a form as the page at <paramref name="page"/> would, which has to hold it.</summary>
    public async Task<HttpResponseMessage> SubmitAsync(string page, string action, params (string Name, string Value)[] fields)
    {
        var html = await ReadAsync(page);
        Assert.Contains($"action=\"{action}\"", html, StringComparison.Ordinal);
        var form = FormToken().Match(html[html.IndexOf($"action=\"{action}\"", StringComparison.Ordinal)..]).Groups[1].Value;
        return await PostAsync(action, [("__RequestVerificationToken", form), .. fields]);
    }

    public Task<HttpResponseMessage> PostAsync(string action, params (string Name, string Value)[] fields)
        => Http.PostAsync(action, new FormUrlEncodedContent(fields.Select(f => KeyValuePair.Create(f.Name, f.Value))));

    /// <summary>A repo and a service of that name.</summary>
    public async Task<ServiceOverview> MakeServiceAsync(string name, string? project = null, params (string Key, string Value)[] variables)
    {
        await _fixture.Get<CreateRepo>().RunAsync(Caller, name, host: null, description: null, CancellationToken.None);
        var request = new ServiceRequest(name, name, Project: project, EnvVars: [.. variables.Select(v => KeyValuePair.Create(v.Key, v.Value))]);
        return (await _fixture.Get<CreateService>().RunAsync(Caller, request, CancellationToken.None)).Overview;
    }

    public async Task<ServiceOverview> WaitForAsync(string name, string status, string project = "default")
    {
        ServiceOverview? now = null;
        await Eventually.TrueAsync(
            async () =>
            {
                now = await _fixture.Get<ServiceStore>().OverviewAsync(User.Id, project, name);
                return now?.Newest is { } newest && newest.Status.ToString() == status;
            },
            $"{name} is {status}",
            () => $"It is {now?.Newest?.Status}.",
            seconds: 60);
        return now!;
    }

    /// <summary>Another version of it, which can be told by its memory.</summary>
    public async Task<ServiceOverview> ChangeMemoryAsync(string name, string memory)
    {
        await _fixture.Get<UpdateService>().RunAsync(Caller, name, project: null, new ServiceChange(Memory: memory), CancellationToken.None);
        return await WaitForAsync(name, "Active");
    }

    public void Dispose() => Http.Dispose();

    [GeneratedRegex("name=\"__RequestVerificationToken\" value=\"([^\"]+)\"")]
    private static partial Regex FormToken();
}
