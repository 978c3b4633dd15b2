using System.Globalization;
using System.Security.Cryptography;
using DeployMcp.Domain.Identity;
using Microsoft.AspNetCore.DataProtection;

namespace DeployMcp.Server.GitHub;

/// <summary>
/// What goes with a person to GitHub and comes back: who began it and with which installation. Encrypted, signed, good for an
/// hour, and of no use to anybody else: an answer of GitHub's that was made for another person is not taken.
/// </summary>
internal sealed class InstallState(IDataProtectionProvider protection)
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromHours(1);

    private readonly ITimeLimitedDataProtector _protector = protection.CreateProtector("DeployMcp.GitHub.Install").ToTimeLimitedDataProtector();

    /// <param name="installationId">0 before it is known.</param>
    public string Create(UserId userId, long installationId)
        => _protector.Protect(string.Create(CultureInfo.InvariantCulture, $"{userId}:{installationId}"), Lifetime);

    /// <summary>The installation that the person went with, 0 for none yet; null when the state is not this person's or too old.</summary>
    public long? Read(UserId userId, string? state)
    {
        if (string.IsNullOrEmpty(state))
        {
            return null;
        }

        try
        {
            var parts = _protector.Unprotect(state).Split(':');
            return parts[0] == userId.ToString() ? long.Parse(parts[1], CultureInfo.InvariantCulture) : null;
        }
        catch (CryptographicException)
        {
            // Forged, for another platform, or older than its hour: the caller begins again.
            return null;
        }
    }
}
