using Newtonsoft.Json;

namespace FirebaseAdmin.Auth.Jwt;

/// <summary>The registered claims of a JWT (RFC 7519 section 4.1).</summary>
internal sealed class TokenPayload
{
    [JsonProperty("iss")]
    public string? Issuer { get; set; }

    [JsonProperty("sub")]
    public string? Subject { get; set; }

    [JsonProperty("aud")]
    public string? Audience { get; set; }

    [JsonProperty("exp")]
    public long ExpirationTimeSeconds { get; set; }

    [JsonProperty("iat")]
    public long IssuedAtTimeSeconds { get; set; }
}
