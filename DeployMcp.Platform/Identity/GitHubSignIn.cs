using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.WebUtilities;

namespace DeployMcp.Platform.Identity;

/// <summary>
/// GitHub's web application flow with PKCE (RFC 7636). The access token that it gives is used for two questions, who this is and
/// which address is theirs, and then forgotten.
/// </summary>
public sealed class GitHubSignIn(GitHubSignInOptions options, IHttpClientFactory clients)
{
    internal const string ClientName = "github-sign-in";

    private const string Scope = "read:user user:email";

    /// <summary>Where to send the browser.</summary>
    /// <param name="codeChallenge">The base64url of the verifier's SHA-256.</param>
    public string AuthorizeUrl(string state, string codeChallenge, string redirectUri)
        => QueryHelpers.AddQueryString($"{options.Url.TrimEnd('/')}/login/oauth/authorize", new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            ["client_id"] = options.ClientId,
            ["redirect_uri"] = redirectUri,
            ["scope"] = Scope,
            ["state"] = state,
            ["code_challenge"] = codeChallenge,
            ["code_challenge_method"] = "S256",
        });

    /// <param name="redirectUri">The same as in the authorize URL.</param>
    /// <exception cref="SignInException">GitHub refused the code, or can't be asked.</exception>
    public async Task<VerifiedPerson> SignInAsync(string code, string codeVerifier, string redirectUri, CancellationToken cancellationToken)
    {
        using var client = clients.CreateClient(ClientName);
        try
        {
            var token = await ExchangeAsync(client, code, codeVerifier, redirectUri, cancellationToken);
            client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
            var user = await client.GetFromJsonAsync<GitHubUser>(ApiPath("user"), cancellationToken);
            var email = await VerifiedPrimaryEmailAsync(client, cancellationToken);
            return user is { Id: > 0 }
                ? new VerifiedPerson(
                    PersonProvider.GitHub, user.Id.ToString(CultureInfo.InvariantCulture), email, EmailVouched: email is not null, user.Login, user.Name)
                : throw Unavailable(inner: null);
        }
        catch (Exception e) when (e is HttpRequestException or JsonException || (e is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            throw Unavailable(e);
        }
    }

    internal static void Configure(HttpClient client)
    {
        client.Timeout = TimeSpan.FromSeconds(10);
        client.MaxResponseContentBufferSize = 1024 * 1024;
        client.DefaultRequestHeaders.UserAgent.ParseAdd("deploy-mcp");
        client.DefaultRequestHeaders.Accept.ParseAdd("application/json");
        client.DefaultRequestHeaders.Add("X-GitHub-Api-Version", "2022-11-28");
    }

    private async Task<string> ExchangeAsync(HttpClient client, string code, string codeVerifier, string redirectUri, CancellationToken cancellationToken)
    {
        using var form = new FormUrlEncodedContent(new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["client_id"] = options.ClientId,
            ["client_secret"] = options.ClientSecret,
            ["code"] = code,
            ["redirect_uri"] = redirectUri,
            ["code_verifier"] = codeVerifier,
        });
        using var answer = await client.PostAsync(new Uri($"{options.Url.TrimEnd('/')}/login/oauth/access_token"), form, cancellationToken);
        answer.EnsureSuccessStatusCode();

        // GitHub answers 200 also when it refuses.
        return await answer.Content.ReadFromJsonAsync<TokenAnswer>(cancellationToken) switch
        {
            { AccessToken: { Length: > 0 } token } => token,
            { Error: "incorrect_client_credentials" or "redirect_uri_mismatch" } wrong => throw new SignInException(
                SignInFailure.NotSetUp, $"GitHub does not accept this platform's settings ({wrong.Error}). Its operator checks GitHub:ClientId, GitHub:ClientSecret and the app's callback URL."),
            _ => throw new SignInException(SignInFailure.NotProved, "GitHub did not confirm that sign-in: it may have expired or been used before. Please sign in again."),
        };
    }

    /// <summary>Null also when the app may not read addresses.</summary>
    private async Task<string?> VerifiedPrimaryEmailAsync(HttpClient client, CancellationToken cancellationToken)
    {
        using var answer = await client.GetAsync(ApiPath("user/emails"), cancellationToken);
        if (answer.StatusCode is HttpStatusCode.Forbidden or HttpStatusCode.NotFound)
        {
            return null;
        }

        answer.EnsureSuccessStatusCode();
        var emails = await answer.Content.ReadFromJsonAsync<List<GitHubEmail>>(cancellationToken);
        return emails?.FirstOrDefault(e => e is { Primary: true, Verified: true })?.Email;
    }

    private Uri ApiPath(string path) => new($"{options.ApiUrl.TrimEnd('/')}/{path}");

    private static SignInException Unavailable(Exception? inner)
        => new(SignInFailure.ProviderUnavailable, "GitHub did not answer as it should. Please try again in a moment.", inner);

    private sealed record TokenAnswer([property: JsonPropertyName("access_token")] string? AccessToken, string? Error);

    private sealed record GitHubUser(long Id, string? Login, string? Name);

    private sealed record GitHubEmail(string? Email, bool Primary, bool Verified);
}
