using System.Diagnostics;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using DeployMcp.Tests.Clients;
using DeployMcp.Tests.Fixtures;

namespace DeployMcp.Tests.Server.Web.SignIn;

/// <summary>Firebase's own Auth emulator, from npm (firebase-tools), and what its users do through its REST interface.</summary>
public sealed class FirebaseEmulator : IDisposable
{
    public const string Project = "demo-deploymcp";

    private static readonly NpmInstallation Tools = NpmInstallation.OfLargePackage("firebase-tools", "15.34.2");

    private readonly Process _process;
    private readonly string _directory;
    private readonly HttpClient _http;

    private FirebaseEmulator(Process process, string directory, string host)
    {
        _process = process;
        _directory = directory;
        Host = host;
        _http = new HttpClient { BaseAddress = new Uri($"http://{host}/") };
        _ = process.StandardOutput.ReadToEndAsync();
        _ = process.StandardError.ReadToEndAsync();
    }

    /// <summary><c>host:port</c>.</summary>
    public string Host { get; }

    public static async Task<FirebaseEmulator> StartAsync()
    {
        var tools = await Tools.InstallAsync();
        var directory = Directory.CreateTempSubdirectory("deploymcp-firebase-").FullName;
        var port = FreePorts.Next();
        await File.WriteAllTextAsync(Path.Combine(directory, "firebase.json"), JsonSerializer.Serialize(new
        {
            emulators = new
            {
                auth = new { host = "127.0.0.1", port },
                hub = new { host = "127.0.0.1", port = FreePorts.Next() },
                logging = new { host = "127.0.0.1", port = FreePorts.Next() },
                ui = new { enabled = false },
            },
        }));
        var start = new ProcessStartInfo(
            "node", [Path.Combine(tools, "node_modules", "firebase-tools", "lib", "bin", "firebase.js"), "emulators:start", "--only", "auth", "--project", Project])
        {
            WorkingDirectory = directory,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["CI"] = "1";
        start.Environment["XDG_CONFIG_HOME"] = directory;
        var emulator = new FirebaseEmulator(Process.Start(start)!, directory, $"127.0.0.1:{port}");
        await Eventually.TrueAsync(emulator.AnswersAsync, "the Auth emulator answers", seconds: 90);
        return emulator;
    }

    /// <summary>A user with an address and a password: id and ID token.</summary>
    public async Task<(string Uid, string IdToken)> SignUpAsync(string email, string password, bool verified)
    {
        var made = await PostAsync("v1/accounts:signUp?key=any", new { email, password, returnSecureToken = true });
        var uid = made.GetProperty("localId").GetString()!;
        if (!verified)
        {
            return (uid, made.GetProperty("idToken").GetString()!);
        }

        await UpdateAsync(uid, new { localId = uid, emailVerified = true });
        var again = await PostAsync("v1/accounts:signInWithPassword?key=any", new { email, password, returnSecureToken = true });
        return (uid, again.GetProperty("idToken").GetString()!);
    }

    /// <summary>A person who signs in with Google.</summary>
    public async Task<(string Uid, string IdToken)> SignInWithGoogleAsync(string subject, string email)
    {
        var claims = JsonSerializer.Serialize(new { sub = subject, email, email_verified = true, name = "Ann" });
        var answer = await PostAsync("v1/accounts:signInWithIdp?key=any", new
        {
            postBody = $"id_token={Uri.EscapeDataString(claims)}&providerId=google.com",
            requestUri = "http://localhost",
            returnSecureToken = true,
            returnIdpCredential = true,
        });
        return (answer.GetProperty("localId").GetString()!, answer.GetProperty("idToken").GetString()!);
    }

    public Task UpdateAsync(string uid, object change) => PostAsync($"v1/projects/{Project}/accounts:update", change);

    /// <summary>The link in the newest mail to this address.</summary>
    public async Task<Uri> MailedLinkAsync(string email)
    {
        var mails = await _http.GetFromJsonAsync<JsonElement>($"emulator/v1/projects/{Project}/oobCodes");
        return new Uri(mails.GetProperty("oobCodes").EnumerateArray().Last(m => m.GetProperty("email").GetString() == email).GetProperty("oobLink").GetString()!);
    }

    public async Task OpenAsync(Uri link)
    {
        using var answer = await _http.GetAsync(link);
        answer.EnsureSuccessStatusCode();
    }

    public void Dispose()
    {
        _process.Kill(entireProcessTree: true);
        _process.WaitForExit();
        _process.Dispose();
        _http.Dispose();
        Directory.Delete(_directory, recursive: true);
    }

    private async Task<JsonElement> PostAsync(string path, object body)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"identitytoolkit.googleapis.com/{path}") { Content = JsonContent.Create(body) };
        request.Headers.Authorization = path.Contains("/projects/", StringComparison.Ordinal) ? new AuthenticationHeaderValue("Bearer", "owner") : null;
        using var answer = await _http.SendAsync(request);
        answer.EnsureSuccessStatusCode();
        return await answer.Content.ReadFromJsonAsync<JsonElement>();
    }

    private async Task<bool> AnswersAsync()
    {
        try
        {
            using var answer = await _http.GetAsync(new Uri("/", UriKind.Relative));
            return answer.IsSuccessStatusCode;
        }
        catch (HttpRequestException) when (!_process.HasExited)
        {
            return false;
        }
    }
}
