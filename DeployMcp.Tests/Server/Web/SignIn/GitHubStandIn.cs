using System.Buffers.Text;
using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Logging;

namespace DeployMcp.Tests.Server.Web.SignIn;

/// <summary>GitHub's OAuth and user endpoints, as strict as GitHub: codes are single use and bound to redirect URI and challenge.</summary>
public sealed class GitHubStandIn : IAsyncDisposable
{
    public const string ClientId = "Iv1.0123456789abcdef";
    public const string ClientSecret = "client-secret-of-the-tests";

    private readonly ConcurrentDictionary<string, Grant> _codes = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, Account> _tokens = new(StringComparer.Ordinal);
    private WebApplication _server = null!;

    /// <summary>Who is signed in at GitHub and agrees to everything.</summary>
    public Account Person { get; set; } = Account.New();

    public string Url => _server.Urls.First();

    public string[] Settings => [$"--GitHub:ClientId={ClientId}", $"--GitHub:ClientSecret={ClientSecret}", $"--GitHub:Url={Url}", $"--GitHub:ApiUrl={Url}/api/v3"];

    public static async Task<GitHubStandIn> StartAsync()
    {
        var github = new GitHubStandIn();
        var builder = WebApplication.CreateSlimBuilder(["--urls=http://127.0.0.1:0", "--hostBuilder:reloadConfigOnChange=false"]);
        builder.Logging.ClearProviders();
        github._server = builder.Build();
        github._server.MapGet("/login/oauth/authorize", (Delegate)github.Authorize);
        github._server.MapPost("/login/oauth/access_token", (Delegate)github.ExchangeAsync);
        github._server.MapGet("/api/v3/user", (HttpContext context) => github.WithToken(context, a => new { id = a.Id, login = a.Login, name = a.Name }));
        github._server.MapGet("/api/v3/user/emails", (HttpContext context) => github.WithToken(context, a => a.Emails));
        await github._server.StartAsync();
        return github;
    }

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    private IResult Authorize(HttpContext context)
    {
        var query = context.Request.Query;
        if (query["client_id"] != ClientId || query["code_challenge_method"] != "S256" || query["code_challenge"].ToString().Length != 43)
        {
            return Results.NotFound();
        }

        var code = RandomNumberGenerator.GetHexString(20, lowercase: true);
        _codes[code] = new Grant(Person, query["redirect_uri"].ToString(), query["code_challenge"].ToString());
        return Results.Redirect(QueryHelpers.AddQueryString(
            query["redirect_uri"].ToString(), new Dictionary<string, string?>(StringComparer.Ordinal) { ["code"] = code, ["state"] = query["state"] }));
    }

    private async Task<IResult> ExchangeAsync(HttpContext context)
    {
        var form = await context.Request.ReadFormAsync();
        if (form["client_id"] != ClientId || form["client_secret"] != ClientSecret)
        {
            return Results.Json(new { error = "incorrect_client_credentials", error_description = "The client_id and/or client_secret passed are incorrect." });
        }

        var challenge = Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes(form["code_verifier"].ToString())));
        if (!_codes.TryRemove(form["code"].ToString(), out var grant) || grant.RedirectUri != form["redirect_uri"] || grant.Challenge != challenge)
        {
            return Results.Json(new { error = "bad_verification_code", error_description = "The code passed is incorrect or expired." });
        }

        var token = $"gho_{RandomNumberGenerator.GetHexString(36)}";
        _tokens[token] = grant.Account;
        return Results.Json(new { access_token = token, scope = "read:user,user:email", token_type = "bearer" });
    }

    private IResult WithToken(HttpContext context, Func<Account, object> answer)
        => context.Request.Headers.UserAgent.Count > 0
            && context.Request.Headers.Authorization.ToString() is var header
            && header.StartsWith("Bearer ", StringComparison.Ordinal)
            && _tokens.TryGetValue(header["Bearer ".Length..], out var account)
                ? Results.Json(answer(account))
                : Results.Json(new { message = "Bad credentials", documentation_url = "https://docs.github.com/rest" }, statusCode: 401);

    private sealed record Grant(Account Account, string RedirectUri, string Challenge);

    public sealed record Email(string email, bool primary, bool verified, string? visibility);

    public sealed record Account(long Id, string Login, string? Name, IReadOnlyList<Email> Emails)
    {
        public static Account New(string? login = null)
        {
            var name = login ?? $"octo-{Guid.NewGuid():N}"[..14];
            return new(Random.Shared.NextInt64(1, 1L << 40), name, "The Octocat", [new("old@example.com", false, true, null), new($"{name}@example.com", true, true, "public")]);
        }
    }
}
