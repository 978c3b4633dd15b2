using DeployMcp.Platform.Identity;

namespace DeployMcp.Server.Web.SignIn;

/// <summary>
/// The sign-in page's own content security policy: what all pages have, and what Firebase's scripts and the form that leads to
/// GitHub need beyond (browsers hold a form's redirects against <c>form-action</c> too).
/// </summary>
internal static class SignInPolicy
{
    public static void Apply(HttpResponse response, SignInWays ways)
    {
        List<string> scripts = ["'self'"], connections = ["'self'"], frames = [], forms = ["'self'"];
        if (ways.GitHub is { } github)
        {
            forms.Add(Origin(github.Url));
        }

        if (ways.Firebase is { } firebase)
        {
            scripts.Add("https://apis.google.com");
            string[] services = FirebaseOptions.EmulatorHost is { } emulator
                ? [$"http://{emulator}"]
                : ["https://identitytoolkit.googleapis.com", "https://securetoken.googleapis.com"];
            connections.AddRange(services);
            frames.Add(FirebaseOptions.EmulatorHost is { } host ? $"http://{host}" : $"https://{firebase.AuthDomain}");

            // Firebase opens the provider's window and hears from it.
            response.Headers["Cross-Origin-Opener-Policy"] = "same-origin-allow-popups";
        }

        response.Headers.ContentSecurityPolicy =
            $"default-src 'none'; style-src 'self'; img-src 'self'; script-src {Join(scripts)}; connect-src {Join(connections)}; "
            + $"frame-src {(frames.Count > 0 ? Join(frames) : "'none'")}; form-action {Join(forms)}; base-uri 'none'; frame-ancestors 'none'";
    }

    private static string Join(List<string> sources) => string.Join(' ', sources);

    private static string Origin(string url) => new Uri(url).GetLeftPart(UriPartial.Authority);
}
