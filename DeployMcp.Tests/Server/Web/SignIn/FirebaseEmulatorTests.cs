using System.Net;
using DeployMcp.Tests.Platform.Identity;
using Microsoft.Playwright;

namespace DeployMcp.Tests.Server.Web.SignIn;

/// <summary>Sign-in with tokens of Firebase's own emulator, by its form and in a real browser with Firebase's own scripts.</summary>
public class FirebaseEmulatorTests(EmulatedServer emulated) : IClassFixture<EmulatedServer>
{
    [Fact]
    public async Task SignIn_WithGoogle_MakesAUserAndASession()
    {
        var name = Name();
        var (_, token) = await emulated.Firebase.SignInWithGoogleAsync($"g-{name}", $"{name}@example.com");
        using var browser = Browser();

        using var answer = await SubmitAsync(browser, token, ("return", "/here"));

        Assert.Equal((HttpStatusCode.Redirect, "/here"), (answer.StatusCode, answer.Headers.Location?.OriginalString));
        Assert.True(await browser.IsSignedInAsync());
        Assert.Equal(name, await emulated.UserOfAsync($"google.com:g-{name}"));
    }

    [Fact]
    public async Task SignIn_WithoutTheFormsToken_IsRefused()
    {
        var (_, token) = await emulated.Firebase.SignInWithGoogleAsync(Name(), $"{Name()}@example.com");
        using var browser = Browser();

        using var answer = await browser.PostAsync("/signin/firebase", ("idToken", token));

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.False(await browser.IsSignedInAsync());
    }

    [Fact]
    public async Task SignIn_UnverifiedAddress_IsRefusedUntilTheMailedLinkIsOpened()
    {
        var email = $"{Name()}@example.com";
        var (uid, token) = await emulated.Firebase.SignUpAsync(email, "a long password", verified: false);
        using var browser = Browser();

        using var answer = await SubmitAsync(browser, token);

        Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
        Assert.Contains("not verified yet", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Null(await emulated.UserOfAsync($"password:{uid}"));
    }

    [Fact]
    public async Task SignIn_DisabledOrRevoked_IsRefused()
    {
        var (uid, token) = await emulated.Firebase.SignUpAsync($"{Name()}@example.com", "a long password", verified: true);
        using var browser = Browser();
        await emulated.Firebase.UpdateAsync(uid, new { localId = uid, validSince = $"{DateTimeOffset.UtcNow.ToUnixTimeSeconds() + 5}" });
        using var revoked = await SubmitAsync(browser, token);
        await emulated.Firebase.UpdateAsync(uid, new { localId = uid, validSince = "0", disableUser = true });

        using var disabled = await SubmitAsync(browser, token);

        Assert.Equal((HttpStatusCode.Unauthorized, HttpStatusCode.Forbidden), (revoked.StatusCode, disabled.StatusCode));
        Assert.False(await browser.IsSignedInAsync());
    }

    [Theory]
    [InlineData("")]
    [InlineData("not.a.token")]
    [InlineData("bm9uZQ.bm9uZQ.")]
    public async Task SignIn_NoToken_IsRefusedWithThePage(string token)
    {
        using var browser = Browser();

        using var answer = await SubmitAsync(browser, token);

        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
        Assert.Contains("role=\"alert\"", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task SignIn_EmulatorsTokenOfAnotherProject_IsRefused()
    {
        var token = GoogleStandIn.SigningInput(
            new { alg = "none", typ = "JWT" },
            new
            {
                iss = "https://securetoken.google.com/another",
                aud = "another",
                sub = "u",
                iat = DateTimeOffset.UtcNow.ToUnixTimeSeconds(),
                exp = DateTimeOffset.UtcNow.ToUnixTimeSeconds() + 3600,
            });
        using var browser = Browser();

        using var answer = await SubmitAsync(browser, token + ".");

        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
    }

    [Fact]
    public async Task Link_SecondFirebaseIdentity_LeadsToTheSameUser()
    {
        var name = Name();
        var (_, google) = await emulated.Firebase.SignInWithGoogleAsync($"g-{name}", $"{name}@example.com");
        var (uid, password) = await emulated.Firebase.SignUpAsync($"other-{name}@example.com", "a long password", verified: true);
        using var browser = Browser();
        using var signedIn = await SubmitAsync(browser, google);

        using var linked = await browser.SubmitAsync("/signin?link=1", "/signin/firebase", ("idToken", password), ("link", "1"), ("return", "/settings"));

        Assert.Equal("/settings", linked.Headers.Location?.OriginalString);
        Assert.Equal(name, await emulated.UserOfAsync($"password:{uid}"));
    }

    [Fact]
    public async Task Start_WithTheEmulatorInProduction_IsRefusedInOneSentence()
    {
        using var server = ServerProcess.Launch(
            ["--environment=Production", .. EmulatedServer.Settings("Host=127.0.0.1;Port=9;Username=nobody")], ("FIREBASE_AUTH_EMULATOR_HOST", "127.0.0.1:9099"));

        Assert.NotEqual(0, await server.ExitAsync());
        Assert.Contains("FIREBASE_AUTH_EMULATOR_HOST is set, so unsigned tokens would sign anybody in as anybody.", server.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Page_InChromium_SignsInWithAnAddressAndAPassword()
    {
        var email = $"{Name()}@example.com";
        var (uid, _) = await emulated.Firebase.SignUpAsync(email, "a long password", verified: true);
        await using var chromium = await SignInChromium.StartAsync();
        var page = await chromium.OpenAsync($"{emulated.Server.Url}/signin?return=%2Fsignin%3Flink%3D1");
        await page.GetByLabel("Email address").FillAsync(email);
        await page.GetByLabel("Password").FillAsync("not the password");
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign in", Exact = true }).ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Status)).ToHaveTextAsync("That address and password do not belong together.");

        await page.GetByLabel("Password").FillAsync("a long password");
        await page.GetByLabel("Password").PressAsync("Enter");

        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync("Link another way to sign in");
        Assert.NotNull(await emulated.UserOfAsync($"password:{uid}"));
        Assert.Empty(chromium.Complaints);
    }

    [Fact]
    public async Task Page_InChromium_NewAccountVerifiesItsAddressFirst()
    {
        var email = $"{Name()}@example.com";
        await using var chromium = await SignInChromium.StartAsync();
        var page = await chromium.OpenAsync($"{emulated.Server.Url}/signin?return=%2Fsignin%3Flink%3D1");
        await page.GetByLabel("Email address").FillAsync(email);
        await page.GetByLabel("Password").FillAsync("a long password");
        await page.GetByRole(AriaRole.Button, new() { Name = "Create an account" }).ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Status)).ToHaveTextAsync($"A link was sent to {email}. Open it, then sign in here.");

        await emulated.Firebase.OpenAsync(await emulated.Firebase.MailedLinkAsync(email));
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign in", Exact = true }).ClickAsync();

        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync("Link another way to sign in");
        Assert.Empty(chromium.Complaints);
    }

    [Fact]
    public async Task Page_InChromium_MayLoadWhatGooglesWindowNeeds()
    {
        await using var chromium = await SignInChromium.StartAsync();
        var page = await chromium.OpenAsync($"{emulated.Server.Url}/signin");
        var asked = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        await page.RouteAsync("https://apis.google.com/**", route =>
        {
            asked.TrySetResult(route.Request.Url);
            return route.AbortAsync();
        });

        await page.GetByRole(AriaRole.Button, new() { Name = "Sign in with Google" }).ClickAsync();

        Assert.StartsWith("https://apis.google.com/js/api.js", await asked.Task.WaitAsync(TimeSpan.FromSeconds(20)), StringComparison.Ordinal);
        Assert.Empty(chromium.Complaints);
    }

    private FormBrowser Browser() => new(emulated.Server.Url);

    private static Task<HttpResponseMessage> SubmitAsync(FormBrowser browser, string token, params (string Name, string Value)[] more)
        => browser.SubmitAsync("/signin", "/signin/firebase", [("idToken", token), .. more]);

    private static string Name() => $"ann-{Guid.NewGuid():N}"[..14];
}
