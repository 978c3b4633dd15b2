using DeployMcp.Tests.Clients;
using Microsoft.Playwright;

namespace DeployMcp.Tests.Server.Web.Chromium;

/// <summary>Debian's Chromium, without a window and without a word to the outside.</summary>
public sealed class ChromiumBrowser : IAsyncLifetime
{
    private const string Executable = "/usr/bin/chromium";

    private static readonly NpmInstallation Axe = NpmInstallation.OfPackages("axe-core", "axe-core@4.14.1");

    private IPlaywright? _playwright;

    public IBrowser Browser { get; private set; } = null!;

    /// <summary>The accessibility checker's source.</summary>
    public string AxeScript { get; private set; } = "";

    public async Task InitializeAsync()
    {
        if (!File.Exists(Executable))
        {
            throw new InvalidOperationException($"These tests need {Executable}: install Debian's package chromium.");
        }

        AxeScript = await File.ReadAllTextAsync(Path.Combine(await Axe.InstallAsync(), "node_modules", "axe-core", "axe.min.js"));
        _playwright = await Playwright.CreateAsync();
        Browser = await _playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions
        {
            ExecutablePath = Executable,
            Args =
            [
                "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync",
            ],
        });
    }

    public async Task DisposeAsync()
    {
        if (Browser is not null)
        {
            await Browser.CloseAsync();
        }

        _playwright?.Dispose();
    }
}
