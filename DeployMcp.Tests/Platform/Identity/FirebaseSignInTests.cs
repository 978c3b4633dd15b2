using System.Buffers.Text;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using DeployMcp.Platform.Identity;
using Google.Apis.Auth.OAuth2;

namespace DeployMcp.Tests.Platform.Identity;

/// <summary>The product's verification of ID tokens against certificates and users that a server of the test gives out.</summary>
public sealed class FirebaseSignInTests : IAsyncLifetime
{
    private static readonly object Header = new { alg = "RS256", kid = "key-1", typ = "JWT" };

    private readonly GoogleStandIn _google = new();
    private FirebaseSignIn _signIn = null!;

    public async Task InitializeAsync()
    {
        await _google.InitializeAsync();
        _google.User = User();
        _signIn = new FirebaseSignIn(
            new FirebaseOptions { ProjectId = GoogleStandIn.Project, ApiKey = "any" }, _google.Requests, () => GoogleCredential.FromAccessToken("any"));
    }

    public async Task DisposeAsync()
    {
        _signIn.Dispose();
        await _google.DisposeAsync();
    }

    [Fact]
    public async Task VerifyAsync_GoodToken_IsThePersonAtTheirProvider()
    {
        var person = await VerifyAsync(_google.Sign(Header, Claims()));

        Assert.Equal(new VerifiedPerson(PersonProvider.Firebase, "google.com:g-1", "ann@example.com", EmailVouched: true, Login: null, "Ann"), person);
    }

    public static TheoryData<string> Tricks() =>
    [
        "another key under a known id", "a key id that Google doesn't have", "no key id", "alg none", "alg none without a key id", "alg None, signed",
        "HS256 with the certificate as secret", "HS256 with the public key as secret", "RS256 claimed, no signature", "changed payload", "RS512",
        "wrong audience", "wrong issuer", "issued in the future", "no subject", "long subject", "two segments", "four segments", "no JSON", "no base64url", "JSON null",
    ];

    [Theory]
    [MemberData(nameof(Tricks))]
    public async Task VerifyAsync_Trick_ProvesNobody(string trick)
    {
        var refusal = await Assert.ThrowsAsync<SignInException>(() => VerifyAsync(Token(trick)));

        Assert.Equal((SignInFailure.NotProved, "That sign-in could not be verified. Please sign in again."), (refusal.Failure, refusal.Message));
    }

    [Fact]
    public async Task VerifyAsync_Expired_SaysSoAndAllowsFiveMinutesOfSkew()
    {
        var refusal = await Assert.ThrowsAsync<SignInException>(() => VerifyAsync(_google.Sign(Header, Claims(expires: -301))));

        Assert.Contains("expired", refusal.Message, StringComparison.Ordinal);
        Assert.NotNull(await VerifyAsync(_google.Sign(Header, Claims(expires: -200))));
    }

    [Fact]
    public async Task VerifyAsync_ManyTokens_FetchesTheCertificatesOnce()
    {
        await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => VerifyAsync(_google.Sign(Header, Claims()))));

        Assert.Equal(1, _google.CertificateRequests);
    }

    [Fact]
    public async Task VerifyAsync_KeysAreRotated_TakesTheNewAndNoLongerTheOld()
    {
        _google.MaxAge = 60;
        var old = _google.Sign(Header, Claims());
        await VerifyAsync(old);
        _google.Serve("key-2");
        _google.Withdraw("key-1");

        Assert.NotNull(await VerifyAsync(_google.Sign(new { alg = "RS256", kid = "key-2" }, Claims(), "key-2")));
        await Assert.ThrowsAsync<SignInException>(() => VerifyAsync(old));
    }

    [Fact]
    public async Task VerifyAsync_CertificatesCantBeHad_IsTheProvidersFault()
    {
        _google.IsBroken = true;

        var refusal = await Assert.ThrowsAsync<SignInException>(() => VerifyAsync(_google.Sign(Header, Claims())));

        Assert.Equal(SignInFailure.ProviderUnavailable, refusal.Failure);
    }

    [Fact]
    public async Task VerifyAsync_RevokedSinceItWasIssued_IsRefused()
    {
        _google.User = User(validSince: Now() + 1);

        var refusal = await Assert.ThrowsAsync<SignInException>(() => VerifyAsync(_google.Sign(Header, Claims())));

        Assert.Contains("revoked", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task VerifyAsync_DisabledOrDeletedUser_IsRefused()
    {
        _google.User = User(disabled: true);
        var disabled = await Assert.ThrowsAsync<SignInException>(() => VerifyAsync(_google.Sign(Header, Claims())));
        _google.User = null;
        var deleted = await Assert.ThrowsAsync<SignInException>(() => VerifyAsync(_google.Sign(Header, Claims())));

        Assert.Equal((SignInFailure.Refused, SignInFailure.Refused), (disabled.Failure, deleted.Failure));
    }

    [Fact]
    public async Task VerifyAsync_AddressNotTheOneAtGoogle_IsNotVouchedFor()
    {
        var person = await VerifyAsync(_google.Sign(Header, Claims(email: "victim@example.com")));

        Assert.False(person.EmailVouched);
    }

    [Fact]
    public async Task VerifyAsync_AddressAndPassword_NeedsAVerifiedAddressWhichIsNotVouchedFor()
    {
        var person = await VerifyAsync(_google.Sign(Header, Claims(provider: "password")));

        Assert.Equal(("password:uid-1", "ann@example.com", false), (person.Subject, person.Email, person.EmailVouched));
        var refusal = await Assert.ThrowsAsync<SignInException>(() => VerifyAsync(_google.Sign(Header, Claims(provider: "password", verified: false))));
        Assert.Contains("not verified yet", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task VerifyAsync_GitHubThroughFirebase_IsTheSamePersonAsByGitHubItself()
    {
        var person = await VerifyAsync(_google.Sign(Header, Claims(provider: "github.com")));

        Assert.Equal((PersonProvider.GitHub, "583231", (string?)null, false), (person.Provider, person.Subject, person.Email, person.EmailVouched));
    }

    [Fact]
    public async Task VerifyAsync_Anonymous_IsRefused()
        => Assert.Equal(
            SignInFailure.Refused, (await Assert.ThrowsAsync<SignInException>(() => VerifyAsync(_google.Sign(Header, Claims(provider: "anonymous"))))).Failure);

    private Task<VerifiedPerson> VerifyAsync(string token) => _signIn.VerifyAsync(token, CancellationToken.None);

    private string Token(string trick) => trick switch
    {
        "another key under a known id" => SignedByAnother(Claims()),
        "a key id that Google doesn't have" => _google.Sign(new { alg = "RS256", kid = "key-9" }, Claims()),
        "no key id" => _google.Sign(new { alg = "RS256" }, Claims()),
        "alg none" => GoogleStandIn.SigningInput(new { alg = "none", kid = "key-1" }, Claims()) + ".",
        "alg none without a key id" => GoogleStandIn.SigningInput(new { alg = "none", typ = "JWT" }, Claims()) + ".",
        "alg None, signed" => _google.Sign(new { alg = "None", kid = "key-1" }, Claims()),
        "HS256 with the certificate as secret" => Hmac(Encoding.UTF8.GetBytes(_google.PemOf("key-1"))),
        "HS256 with the public key as secret" => Hmac(PublicKey()),
        "RS256 claimed, no signature" => GoogleStandIn.SigningInput(Header, Claims()) + ".",
        "changed payload" => Changed(_google.Sign(Header, Claims())),
        "RS512" => _google.Sign(new { alg = "RS512", kid = "key-1" }, Claims()),
        "wrong audience" => _google.Sign(Header, Claims(audience: "another-project")),
        "wrong issuer" => _google.Sign(Header, Claims(issuer: "https://securetoken.google.com/another-project")),
        "issued in the future" => _google.Sign(Header, Claims(issued: 400)),
        "no subject" => _google.Sign(Header, Claims(subject: "")),
        "long subject" => _google.Sign(Header, Claims(subject: new string('u', 129))),
        "two segments" => GoogleStandIn.SigningInput(Header, Claims()),
        "four segments" => _google.Sign(Header, Claims()) + ".x",
        "no JSON" => "bm9uZQ.bm9uZQ.bm9uZQ",
        "no base64url" => "***.***.***",
        _ => "bnVsbA.bnVsbA.bnVsbA",
    };

    private static string SignedByAnother(object claims)
    {
        using var another = GoogleStandIn.NewCertificate();
        using var key = another.GetRSAPrivateKey()!;
        var signed = GoogleStandIn.SigningInput(Header, claims);
        return $"{signed}.{Base64Url.EncodeToString(key.SignData(Encoding.ASCII.GetBytes(signed), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1))}";
    }

    private static string Hmac(byte[] secret)
    {
        var signed = GoogleStandIn.SigningInput(new { alg = "HS256", kid = "key-1" }, Claims());
        return $"{signed}.{Base64Url.EncodeToString(HMACSHA256.HashData(secret, Encoding.ASCII.GetBytes(signed)))}";
    }

    private byte[] PublicKey()
    {
        using var certificate = X509Certificate2.CreateFromPem(_google.PemOf("key-1"));
        return certificate.PublicKey.ExportSubjectPublicKeyInfo();
    }

    private static string Changed(string token)
    {
        var segments = token.Split('.');
        var payload = Encoding.UTF8.GetString(Base64Url.DecodeFromChars(segments[1])).Replace("uid-1", "uid-2", StringComparison.Ordinal);
        return $"{segments[0]}.{Base64Url.EncodeToString(Encoding.UTF8.GetBytes(payload))}.{segments[2]}";
    }

    private static long Now() => DateTimeOffset.UtcNow.ToUnixTimeSeconds();

    /// <summary>Times are seconds from now.</summary>
    private static object Claims(
        string audience = GoogleStandIn.Project,
        string issuer = $"https://securetoken.google.com/{GoogleStandIn.Project}",
        string subject = "uid-1",
        string provider = "google.com",
        string email = "ann@example.com",
        bool verified = true,
        int issued = -5,
        int expires = 3600) => new
        {
            iss = issuer,
            aud = audience,
            sub = subject,
            iat = Now() + issued,
            exp = Now() + expires,
            email,
            email_verified = verified,
            firebase = new { sign_in_provider = provider },
        };

    private static object User(long validSince = 0, bool disabled = false) => new
    {
        localId = "uid-1",
        displayName = "Ann",
        email = "ann@example.com",
        emailVerified = true,
        disabled,
        validSince = $"{validSince}",
        providerUserInfo = new[]
        {
            new { providerId = "google.com", rawId = "g-1", displayName = "Ann", email = "ann@example.com" },
            new { providerId = "github.com", rawId = "583231", displayName = "Ann", email = "ann@example.com" },
            new { providerId = "password", rawId = "ann@example.com", displayName = "Ann", email = "ann@example.com" },
        },
    };
}
