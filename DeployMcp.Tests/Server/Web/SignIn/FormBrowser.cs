using System.Net;
using System.Text.RegularExpressions;

namespace DeployMcp.Tests.Server.Web.SignIn;

/// <summary>A browser without scripts: keeps cookies, fills forms, follows no redirect by itself.</summary>
public sealed partial class FormBrowser(string url) : IDisposable
{
    private readonly CookieContainer _cookies = new();
    private HttpClient? _http;

    public Uri Address { get; } = new(url);

    private HttpClient Http => _http ??= new HttpClient(
        new SocketsHttpHandler { AllowAutoRedirect = false, CookieContainer = _cookies, UseProxy = false });

    public Task<HttpResponseMessage> GetAsync(string address) => Http.GetAsync(new Uri(Address, address));

    public async Task<string> ReadAsync(string address)
    {
        using var answer = await GetAsync(address);
        return await answer.Content.ReadAsStringAsync();
    }

    /// <summary>Posts with the antiforgery token of a form on that page.</summary>
    public async Task<HttpResponseMessage> SubmitAsync(string page, string action, params (string Name, string Value)[] fields)
        => await PostAsync(action, [("__RequestVerificationToken", FormToken().Match(await ReadAsync(page)).Groups[1].Value), .. fields]);

    public async Task<HttpResponseMessage> PostAsync(string action, params (string Name, string Value)[] fields)
    {
        using var form = new FormUrlEncodedContent(fields.Select(f => KeyValuePair.Create(f.Name, f.Value)));
        return await Http.PostAsync(new Uri(Address, action), form);
    }

    public string? Cookie(string name) => _cookies.GetCookies(Address)[name]?.Value;

    public void Plant(string name, string value) => _cookies.Add(Address, new Cookie(name, value) { Path = "/" });

    /// <summary>The session's cookie leads to a user: the sign-in page leads on at once.</summary>
    public async Task<bool> IsSignedInAsync()
    {
        using var answer = await GetAsync("/signin?return=/in");
        return answer.Headers.Location?.OriginalString == "/in";
    }

    public void Dispose() => _http?.Dispose();

    [GeneratedRegex("name=\"__RequestVerificationToken\" value=\"([^\"]+)\"")]
    private static partial Regex FormToken();
}
