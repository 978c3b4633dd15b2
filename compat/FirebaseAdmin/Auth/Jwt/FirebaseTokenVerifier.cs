using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Google.Apis.Auth;
using Google.Apis.Json;
using Google.Apis.Util;
using Newtonsoft.Json;

namespace FirebaseAdmin.Auth.Jwt;

/// <summary>
/// Firebase ID tokens: RS256 under one of Google's certificates, for one project. While the emulator is configured, its unsigned
/// tokens are taken: then neither key id, algorithm nor signature are looked at.
/// </summary>
internal sealed class FirebaseTokenVerifier(string projectId, HttpPublicKeySource keys, IClock clock, bool isEmulatorMode)
{
    private const string CertUrl = "https://www.googleapis.com/robot/v1/metadata/x509/securetoken@system.gserviceaccount.com";
    private const string IssuerPrefix = "https://securetoken.google.com/";
    private const string CustomTokenAudience = "https://identitytoolkit.googleapis.com/google.identity.identitytoolkit.v1.IdentityToolkit";
    private const string MoreAbout = "See https://firebase.google.com/docs/auth/admin/verify-id-tokens for details on how to retrieve an ID token.";
    private const long ClockSkewSeconds = 5 * 60;
    private const int MaxSubject = 128;

    private static readonly string[] StandardClaims = ["iss", "aud", "exp", "iat", "sub", "uid"];

    public static FirebaseTokenVerifier CreateIdTokenVerifier(FirebaseApp app)
        => new(
            app.GetProjectId() ?? throw new ArgumentException("Must initialize FirebaseApp with a project ID to verify ID tokens.", nameof(app)),
            new HttpPublicKeySource(CertUrl, SystemClock.Default, app.Options.HttpClientFactory),
            SystemClock.Default,
            AuthEmulator.Host is not null);

    /// <exception cref="ArgumentException">The token is null or empty.</exception>
    /// <exception cref="FirebaseAuthException">The token is not valid.</exception>
    public async Task<FirebaseToken> VerifyTokenAsync(string token, CancellationToken cancellationToken)
    {
        if (string.IsNullOrEmpty(token))
        {
            throw new ArgumentException("ID token must not be null or empty.", nameof(token));
        }

        var segments = token.Split('.');
        if (segments.Length != 3)
        {
            throw Invalid("Incorrect number of segments in ID token.");
        }

        var header = Decode<JsonWebSignature.Header>(segments[0]);
        var payload = Decode<TokenPayload>(segments[1]);
        Check(header, payload);
        if (!isEmulatorMode)
        {
            await VerifySignatureAsync(segments, header.KeyId, cancellationToken).ConfigureAwait(false);
        }

        var claims = Decode<Dictionary<string, object>>(segments[1]).Where(c => !StandardClaims.Contains(c.Key)).ToDictionary(StringComparer.Ordinal);
        return new FirebaseToken(payload, claims);
    }

    private void Check(JsonWebSignature.Header header, TokenPayload payload)
    {
        var now = (long)(clock.UtcNow - DateTime.UnixEpoch).TotalSeconds;
        if ((WrongHeader(header, payload) ?? WrongOrigin(payload) ?? WrongStart(payload, now)) is { } wrong)
        {
            throw Invalid(wrong);
        }

        if (payload.ExpirationTimeSeconds + ClockSkewSeconds < now)
        {
            throw new FirebaseAuthException(
                ErrorCode.InvalidArgument,
                $"Firebase ID token expired at {payload.ExpirationTimeSeconds}. Expected to be greater than {now}.",
                AuthErrorCode.ExpiredIdToken);
        }

        if (payload.Subject is not { Length: > 0 and <= MaxSubject })
        {
            throw Invalid("Firebase ID token has no subject (sub) claim of 1 to 128 characters.");
        }
    }

    private string? WrongHeader(JsonWebSignature.Header header, TokenPayload payload)
    {
        if (isEmulatorMode)
        {
            return null;
        }

        if (string.IsNullOrEmpty(header.KeyId))
        {
            return payload.Audience == CustomTokenAudience ? "VerifyIdTokenAsync() expects an ID token, but was given a custom token."
                : header.Algorithm == "HS256" ? "VerifyIdTokenAsync() expects an ID token, but was given a legacy custom token."
                : "Firebase ID token has no 'kid' claim.";
        }

        return header.Algorithm == "RS256"
            ? null
            : $"Firebase ID token has incorrect algorithm. Expected RS256 but got {header.Algorithm}. {MoreAbout}";
    }

    private string? WrongOrigin(TokenPayload payload)
        => payload.Audience != projectId
            ? $"Firebase ID token has incorrect audience (aud) claim. Expected {projectId} but got {payload.Audience}. {MoreAbout}"
            : payload.Issuer != IssuerPrefix + projectId
                ? $"Firebase ID token has incorrect issuer (iss) claim. Expected {IssuerPrefix}{projectId} but got {payload.Issuer}. {MoreAbout}"
                : null;

    private static string? WrongStart(TokenPayload payload, long now)
        => payload.IssuedAtTimeSeconds - ClockSkewSeconds > now
            ? $"Firebase ID token issued at future timestamp {payload.IssuedAtTimeSeconds}. Expected to be less than {now}."
            : null;

    private async Task VerifySignatureAsync(string[] segments, string keyId, CancellationToken cancellationToken)
    {
        var signed = Encoding.ASCII.GetBytes($"{segments[0]}.{segments[1]}");
        var signature = Bytes(segments[2]);
        var known = await keys.GetPublicKeysAsync(cancellationToken).ConfigureAwait(false);
        if (!known.Any(key => key.Id == keyId && key.Rsa.VerifyData(signed, signature, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1)))
        {
            throw Invalid("Failed to verify ID token signature.");
        }
    }

    private static T Decode<T>(string segment)
    {
        try
        {
            return NewtonsoftJsonSerializer.Instance.Deserialize<T>(Encoding.UTF8.GetString(Bytes(segment)))
                ?? throw Invalid("A segment of the ID token is empty.");
        }
        catch (JsonException e)
        {
            throw Invalid("A segment of the ID token is no JSON.", e);
        }
    }

    private static byte[] Bytes(string segment)
        => Base64Url.IsValid(segment) ? Base64Url.DecodeFromChars(segment) : throw Invalid("A segment of the ID token is no base64url.");

    private static FirebaseAuthException Invalid(string message, Exception? inner = null)
        => new(ErrorCode.InvalidArgument, message, AuthErrorCode.InvalidIdToken, inner);
}
