using System.Security.Cryptography;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace DeployMcp.Tests.Fixtures.GitHubStandIn;

/// <summary>The web address: the OAuth flow's exchange of codes. Its pages for people are played by the tests.</summary>
internal static class StandInWeb
{
    public static void Map(WebApplication app, StandInState state)
        => app.MapPost("/login/oauth/access_token", async (HttpRequest request) => Exchange(await request.ReadFormAsync(), state));

    /// <summary>GitHub tells errors of this exchange with status 200.</summary>
    private static IResult Exchange(IFormCollection form, StandInState state)
    {
        if (form["client_id"] != StandInState.ClientId || form["client_secret"] != StandInState.ClientSecret)
        {
            return Failed("incorrect_client_credentials", "The client_id and/or client_secret passed are incorrect.");
        }

        if (!state.Codes.TryRemove(form["code"].ToString(), out var code))
        {
            return Failed("bad_verification_code", "The code passed is incorrect or expired.");
        }

        if (form["redirect_uri"] != code.RedirectUri)
        {
            return Failed("redirect_uri_mismatch", "The redirect_uri MUST match the registered callback URL for this application.");
        }

        var token = $"ghu_{RandomNumberGenerator.GetHexString(36)}";
        state.UserTokens[token] = code.Person;
        return Results.Json(new { access_token = token, expires_in = 28800, refresh_token = "ghr_unused", refresh_token_expires_in = 15811200, token_type = "bearer", scope = "" });
    }

    private static IResult Failed(string error, string description)
        => Results.Json(new { error, error_description = description, error_uri = "https://docs.github.com/apps" });
}
