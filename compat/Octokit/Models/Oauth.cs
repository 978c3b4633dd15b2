using System.Text.Json.Serialization;

namespace Octokit;

public class OauthLoginRequest(string clientId)
{
    public string ClientId { get; private set; } = clientId;

    public Uri? RedirectUri { get; set; }

    public string? State { get; set; }

    internal Dictionary<string, string> ToParametersDictionary() => OauthParameters.Of(("client_id", ClientId), ("redirect_uri", RedirectUri?.ToString()), ("state", State));
}

public class OauthTokenRequest(string clientId, string clientSecret, string code)
{
    public string ClientId { get; private set; } = clientId;

    public string ClientSecret { get; private set; } = clientSecret;

    public string Code { get; private set; } = code;

    public Uri? RedirectUri { get; set; }

    internal Dictionary<string, string> ToParametersDictionary()
        => OauthParameters.Of(("client_id", ClientId), ("client_secret", ClientSecret), ("code", Code), ("redirect_uri", RedirectUri?.ToString()));
}

/// <summary>The answer to a code; GitHub tells errors in it with status 200.</summary>
public class OauthToken
{
    [JsonInclude]
    public string? TokenType { get; private set; }

    [JsonInclude]
    public string? AccessToken { get; private set; }

    [JsonInclude]
    public string? Error { get; private set; }

    [JsonInclude]
    public string? ErrorDescription { get; private set; }
}

internal static class OauthParameters
{
    public static Dictionary<string, string> Of(params (string Name, string? Value)[] parameters)
        => parameters.Where(p => p.Value is not null).ToDictionary(p => p.Name, p => p.Value!, StringComparer.Ordinal);
}
