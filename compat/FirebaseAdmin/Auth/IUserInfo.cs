namespace FirebaseAdmin.Auth;

/// <summary>A user as one identity provider knows them.</summary>
public interface IUserInfo
{
    string Uid { get; }

    string? DisplayName { get; }

    string? Email { get; }

    string? PhoneNumber { get; }

    string? PhotoUrl { get; }

    string ProviderId { get; }
}
