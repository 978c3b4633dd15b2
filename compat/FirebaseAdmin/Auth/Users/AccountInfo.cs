using Newtonsoft.Json;

namespace FirebaseAdmin.Auth.Users;

/// <summary>The answer of <c>accounts:lookup</c> of the Identity Toolkit API, version 1.</summary>
internal sealed class AccountLookup
{
    [JsonProperty("users")]
    public List<AccountInfo>? Users { get; set; }
}

internal sealed class AccountInfo
{
    [JsonProperty("localId")]
    public string? LocalId { get; set; }

    [JsonProperty("displayName")]
    public string? DisplayName { get; set; }

    [JsonProperty("email")]
    public string? Email { get; set; }

    [JsonProperty("phoneNumber")]
    public string? PhoneNumber { get; set; }

    [JsonProperty("photoUrl")]
    public string? PhotoUrl { get; set; }

    [JsonProperty("emailVerified")]
    public bool EmailVerified { get; set; }

    [JsonProperty("disabled")]
    public bool Disabled { get; set; }

    /// <summary>Seconds since 1970.</summary>
    [JsonProperty("validSince")]
    public long ValidSince { get; set; }

    [JsonProperty("providerUserInfo")]
    public List<ProviderAccountInfo>? ProviderUserInfo { get; set; }
}

internal sealed class ProviderAccountInfo
{
    [JsonProperty("rawId")]
    public string? RawId { get; set; }

    [JsonProperty("providerId")]
    public string? ProviderId { get; set; }

    [JsonProperty("displayName")]
    public string? DisplayName { get; set; }

    [JsonProperty("email")]
    public string? Email { get; set; }

    [JsonProperty("phoneNumber")]
    public string? PhoneNumber { get; set; }

    [JsonProperty("photoUrl")]
    public string? PhotoUrl { get; set; }
}
