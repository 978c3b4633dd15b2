using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using DeployMcp.Domain.Security;

namespace DeployMcp.Platform.GitHub;

/// <summary>
/// The app's private key, and the JSON Web Tokens (RFC 7519, RS256) that it signs to speak as the app. They are good for nine
/// minutes (GitHub takes ten at most) and begin a minute ago, as clocks differ.
/// </summary>
public sealed class AppKey(GitHubOptions options, TimeProvider time)
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(9);
    private static readonly TimeSpan Skew = TimeSpan.FromMinutes(1);
    private static readonly string Header = Base64Url.EncodeToString("""{"alg":"RS256","typ":"JWT"}"""u8);

    private readonly Lazy<RSA> _key = new(() => Read(options.PrivateKey));

    /// <exception cref="GitHubSetupException">The configured key can't be read.</exception>
    public Sensitive CreateToken()
    {
        var now = time.GetUtcNow();
        var claims = string.Create(
            CultureInfo.InvariantCulture,
            $$"""{"iat":{{(now - Skew).ToUnixTimeSeconds()}},"exp":{{(now + Lifetime).ToUnixTimeSeconds()}},"iss":"{{options.AppId}}"}""");
        var content = $"{Header}.{Base64Url.EncodeToString(Encoding.UTF8.GetBytes(claims))}";
        var signature = _key.Value.SignData(Encoding.ASCII.GetBytes(content), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        return new Sensitive($"{content}.{Base64Url.EncodeToString(signature)}");
    }

    private static RSA Read(string configured)
    {
        try
        {
            var pem = configured.Contains("-----BEGIN", StringComparison.Ordinal)
                ? configured.Replace("\\n", "\n", StringComparison.Ordinal)
                : File.ReadAllText(configured);
            var key = RSA.Create();
            key.ImportFromPem(pem);
            return key;
        }
        catch (Exception e) when (e is ArgumentException or CryptographicException or IOException or UnauthorizedAccessException)
        {
            // Without the inner exception: its words may hold parts of what was configured.
            throw new GitHubSetupException($"GitHub:PrivateKey is neither an RSA key in PEM nor a readable file of one ({e.GetType().Name}).");
        }
    }
}
