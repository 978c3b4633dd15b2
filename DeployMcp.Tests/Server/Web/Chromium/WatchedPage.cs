using System.Text.Json;
using Microsoft.Playwright;

namespace DeployMcp.Tests.Server.Web.Chromium;

/// <summary>
/// A page in Chromium, held at each stop against what all pages have to keep: nothing on the console (where violations of the
/// content security policy are told), no sideways scrolling, no violation of axe's rules in light and dark, everything reachable by Tab.
/// With <c>DEPLOYMCP_SCREENSHOTS</c> set to a directory, each stop leaves a picture there.
/// </summary>
public sealed class WatchedPage : IAsyncDisposable
{
    private const string Reachable = "a[href], button, input:not([type=hidden]), select, [tabindex='0']";

    private readonly ChromiumBrowser _chromium;
    private readonly IBrowserContext _context;
    private readonly List<string> _complaints = [];
    private readonly int _width;

    private WatchedPage(ChromiumBrowser chromium, IBrowserContext context, IPage page, int width)
    {
        (_chromium, _context, Page, _width) = (chromium, context, page, width);
        page.Console += (_, message) => Hear(message.Type, message.Text);
        page.PageError += (_, error) => _complaints.Add(error);
    }

    public IPage Page { get; }

    public static async Task<WatchedPage> OpenAsync(ChromiumBrowser chromium, string url, int width, bool scripts = true)
    {
        var context = await chromium.Browser.NewContextAsync(new BrowserNewContextOptions
        {
            BaseURL = url,
            ViewportSize = new ViewportSize { Width = width, Height = 850 },
            JavaScriptEnabled = scripts,
            ReducedMotion = ReducedMotion.Reduce,
        });
        context.SetDefaultTimeout(30_000);
        return new WatchedPage(chromium, context, await context.NewPageAsync(), width);
    }

    /// <param name="stop">The picture's name.</param>
    public async Task CheckAsync(string stop)
    {
        await Page.Locator("h1").WaitForAsync();
        foreach (var scheme in (ColorScheme[])[ColorScheme.Light, ColorScheme.Dark])
        {
            await Page.EmulateMediaAsync(new PageEmulateMediaOptions { ColorScheme = scheme });
            await PhotographAsync(stop, scheme);
            await RequireNoViolationsAsync($"{stop}, {scheme}");
        }

        var sideways = await Page.EvaluateAsync<int>("document.documentElement.scrollWidth - document.documentElement.clientWidth");
        Assert.True(sideways <= 0, $"{stop} is {sideways} px wider than {_width} px.");
        Assert.True(_complaints.Count == 0, $"{stop}: {string.Join('\n', _complaints)}");
    }

    /// <summary>Goes through the page with Tab alone: all that can be used gets the focus, in its turn, and shows it.</summary>
    public async Task RequireKeyboardReachAsync()
    {
        await Page.EvaluateAsync("document.activeElement?.blur(); window.getSelection().removeAllRanges(); scrollTo(0, 0);");
        var expected = await Page.EvaluateAsync<int>($"(window.stops = [...document.querySelectorAll(\"{Reachable}\")]).length");
        var reached = new List<int>();
        for (var i = 0; i < expected; i++)
        {
            await Page.Keyboard.PressAsync("Tab");
            var (stop, outline) = await FocusAsync();
            Assert.NotEqual("none", outline);
            reached.Add(stop);
        }

        Assert.Equal(Enumerable.Range(0, expected), reached);
    }

    public async ValueTask DisposeAsync() => await _context.CloseAsync();

    private async Task<(int Stop, string Outline)> FocusAsync()
    {
        var focus = await Page.EvaluateAsync<JsonElement>("(e => ({ stop: stops.indexOf(e), outline: getComputedStyle(e).outlineStyle }))(document.activeElement)");
        return (focus.GetProperty("stop").GetInt32(), focus.GetProperty("outline").GetString()!);
    }

    private async Task RequireNoViolationsAsync(string where)
    {
        await Page.EvaluateAsync(_chromium.AxeScript);
        var found = await Page.EvaluateAsync<string[]>(
            "axe.run(document, { resultTypes: ['violations'] }).then(r => r.violations.flatMap(v => v.nodes.map(n => `${v.id}: ${n.html}\n  ${n.failureSummary}`)))");
        Assert.True(found.Length == 0, $"{where}:\n{string.Join('\n', found)}");
    }

    private async Task PhotographAsync(string stop, ColorScheme scheme)
    {
        if (Environment.GetEnvironmentVariable("DEPLOYMCP_SCREENSHOTS") is { Length: > 0 } directory)
        {
            await Page.ScreenshotAsync(new PageScreenshotOptions { Path = Path.Combine(directory, $"{stop}-{_width}-{scheme}.png".ToLowerInvariant()), FullPage = true });
        }
    }

    /// <summary>A form that is refused is answered with 422, which the console tells as it would of a missing file.</summary>
    private void Hear(string type, string text)
    {
        if (type is "error" or "warning" && !text.Contains("status of 422", StringComparison.Ordinal))
        {
            _complaints.Add($"{type}: {text}");
        }
    }
}
