using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Google.Apis.Http;
using Google.Apis.Json;
using Google.Apis.Util;
using Newtonsoft.Json;

namespace FirebaseAdmin.Auth.Jwt;

/// <summary>Google's certificates for ID tokens, kept for as long as the answer's <c>max-age</c> says, less five minutes.</summary>
internal sealed class HttpPublicKeySource(string certUrl, IClock clock, HttpClientFactory clientFactory)
{
    private static readonly TimeSpan ClockSkew = TimeSpan.FromMinutes(5);

    private readonly SemaphoreSlim _fetching = new(1, 1);
    private volatile KeySet? _cached;

    /// <exception cref="FirebaseAuthException">They can't be had.</exception>
    public async Task<IReadOnlyList<PublicKey>> GetPublicKeysAsync(CancellationToken cancellationToken)
    {
        if (Current() is { } known)
        {
            return known;
        }

        await _fetching.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            return Current() ?? (_cached = await FetchAsync(cancellationToken).ConfigureAwait(false)).Keys;
        }
        finally
        {
            _fetching.Release();
        }
    }

    private IReadOnlyList<PublicKey>? Current() => _cached is { } cached && clock.UtcNow < cached.Expires ? cached.Keys : null;

    private async Task<KeySet> FetchAsync(CancellationToken cancellationToken)
    {
        var now = clock.UtcNow;
        try
        {
            using var client = clientFactory.CreateHttpClient(new CreateHttpClientArgs());
            using var response = await client.GetAsync(new Uri(certUrl), cancellationToken).ConfigureAwait(false);
            var body = await response.Content.ReadAsStringAsync(cancellationToken).ConfigureAwait(false);
            if (!response.IsSuccessStatusCode)
            {
                throw Failure(HttpErrors.CodeOf(response.StatusCode), $"Failed to retrieve latest public keys. {(int)response.StatusCode}", inner: null);
            }

            return new KeySet(Parse(body), now + (response.Headers.CacheControl?.MaxAge ?? TimeSpan.Zero) - ClockSkew);
        }
        catch (HttpRequestException e)
        {
            throw Failure(ErrorCode.Unavailable, $"Failed to retrieve latest public keys. {e.Message}", e);
        }
        catch (Exception e) when (e is JsonException or CryptographicException)
        {
            throw Failure(ErrorCode.Unknown, "Failed to parse certificate response.", e);
        }
    }

    private static List<PublicKey> Parse(string body)
    {
        var certificates = NewtonsoftJsonSerializer.Instance.Deserialize<Dictionary<string, string>>(body);
        return certificates is { Count: > 0 }
            ? certificates.Select(c => new PublicKey(c.Key, RsaOf(c.Value))).ToList()
            : throw Failure(ErrorCode.Unknown, "No public keys present in the response.", inner: null);
    }

    private static RSA RsaOf(string certificate)
    {
        using var loaded = X509CertificateLoader.LoadCertificate(Encoding.UTF8.GetBytes(certificate));
        return loaded.GetRSAPublicKey() ?? throw new CryptographicException("A certificate has no RSA key.");
    }

    private static FirebaseAuthException Failure(ErrorCode code, string message, Exception? inner)
        => new(code, message, AuthErrorCode.CertificateFetchFailed, inner);

    private sealed record KeySet(IReadOnlyList<PublicKey> Keys, DateTime Expires);
}
