namespace FirebaseAdmin.Auth;

/// <summary>A verified ID token.</summary>
public sealed class FirebaseToken
{
    internal FirebaseToken(Jwt.TokenPayload payload, IReadOnlyDictionary<string, object> claims)
    {
        Issuer = payload.Issuer!;
        Subject = payload.Subject!;
        Audience = payload.Audience!;
        ExpirationTimeSeconds = payload.ExpirationTimeSeconds;
        IssuedAtTimeSeconds = payload.IssuedAtTimeSeconds;
        Claims = claims;
    }

    public string Issuer { get; }

    public string Subject { get; }

    public string Audience { get; }

    /// <summary>Seconds since 1970.</summary>
    public long ExpirationTimeSeconds { get; }

    /// <summary>Seconds since 1970.</summary>
    public long IssuedAtTimeSeconds { get; }

    /// <summary>The user: the same as <see cref="Subject"/>.</summary>
    public string Uid => Subject;

    /// <summary>All other claims, as Newtonsoft.Json reads them: objects are <c>JObject</c>, whole numbers <c>long</c>.</summary>
    public IReadOnlyDictionary<string, object> Claims { get; }
}
