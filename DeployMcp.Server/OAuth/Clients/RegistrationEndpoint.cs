using System.Text.Json;
using DeployMcp.Data.OAuth;
using Microsoft.AspNetCore.Mvc;

namespace DeployMcp.Server.OAuth.Clients;

/// <summary><c>POST /oauth/register</c> (RFC 7591), for clients that can't name themselves by a document. Open to all, within a limit.</summary>
internal static class RegistrationEndpoint
{
    public static RouteGroupBuilder MapRegistration(this RouteGroupBuilder routes)
    {
        routes.MapPost("/register", RegisterAsync).WithMetadata(new RequestSizeLimitAttribute(OAuthSetup.MaxBodyBytes));
        return routes;
    }

    private static async Task<IResult> RegisterAsync(HttpContext context, RegistrationLimit limit, RedirectUriRules rules, OAuthClientStore clients, TimeProvider time)
    {
        if (limit.Take(context.Connection.RemoteIpAddress) is { } wait)
        {
            return new OAuthRefusal(new OAuthError("temporarily_unavailable", "Too many registrations from this address."), StatusCodes.Status429TooManyRequests, wait);
        }

        if (await ReadAsync(context.Request) is not { } request)
        {
            return new OAuthRefusal(new OAuthError("invalid_client_metadata", "The body must be a JSON object of client metadata."));
        }

        if (RegistrationRules.Check(request, rules) is { } error)
        {
            return new OAuthRefusal(error);
        }

        var name = ClientName.Clean(request.ClientName) ?? new Uri(request.RedirectUris![0]!).Host;
        var (client, secret) = await clients.RegisterAsync(name, [.. request.RedirectUris!.Select(u => u!)], RegistrationRules.MethodOf(request));
        context.Response.Headers.CacheControl = "no-store";
        return OAuthJson.Answer(
            new RegisteredAnswer(client.Id, time.GetUtcNow().ToUnixTimeSeconds(), secret?.Reveal(), secret is null ? null : 0, client.Name, client.RedirectUris)
            {
                TokenEndpointAuthMethod = OAuthClientStore.Wire(client.AuthMethod),
            },
            StatusCodes.Status201Created);
    }

    /// <summary>Null when it is no JSON object of this shape.</summary>
    private static async Task<RegistrationRequest?> ReadAsync(HttpRequest request)
    {
        try
        {
            return request.HasJsonContentType()
                ? await JsonSerializer.DeserializeAsync<RegistrationRequest>(request.Body, OAuthJson.Options, request.HttpContext.RequestAborted)
                : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>RFC 7591 section 3.2.1.</summary>
    /// <param name="ClientSecretExpiresAt">0: never. Null without a secret.</param>
    private sealed record RegisteredAnswer(
        string ClientId, long ClientIdIssuedAt, string? ClientSecret, int? ClientSecretExpiresAt, string ClientName, IReadOnlyList<string> RedirectUris)
    {
        public required string TokenEndpointAuthMethod { get; init; }

        public IReadOnlyList<string> GrantTypes { get; } = ["authorization_code", "refresh_token"];

        public IReadOnlyList<string> ResponseTypes { get; } = ["code"];
    }
}
