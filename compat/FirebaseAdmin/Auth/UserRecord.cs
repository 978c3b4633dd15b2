using FirebaseAdmin.Auth.Users;

namespace FirebaseAdmin.Auth;

/// <summary>A Firebase user.</summary>
public class UserRecord : IUserInfo
{
    private readonly long _validSinceSeconds;

    internal UserRecord(AccountInfo account)
    {
        Uid = account.LocalId ?? throw new ArgumentException("User ID must not be null or empty.", nameof(account));
        DisplayName = account.DisplayName;
        Email = account.Email;
        PhoneNumber = account.PhoneNumber;
        PhotoUrl = account.PhotoUrl;
        EmailVerified = account.EmailVerified;
        Disabled = account.Disabled;
        _validSinceSeconds = account.ValidSince;
        ProviderData = [.. (account.ProviderUserInfo ?? []).Select(p => new ProviderUserInfo(p))];
    }

    public string Uid { get; }

    public string? DisplayName { get; }

    public string? Email { get; }

    public string? PhoneNumber { get; }

    public string? PhotoUrl { get; }

    public string ProviderId => "firebase";

    public bool EmailVerified { get; }

    public bool Disabled { get; }

    /// <summary>The user's identities at their providers; possibly none.</summary>
    public IUserInfo[] ProviderData { get; }

    /// <summary>Tokens issued before are revoked. UTC, exact to the second.</summary>
    public DateTime TokensValidAfterTimestamp => DateTime.UnixEpoch.AddSeconds(_validSinceSeconds);
}
