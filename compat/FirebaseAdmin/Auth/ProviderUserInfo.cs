using FirebaseAdmin.Auth.Users;

namespace FirebaseAdmin.Auth;

internal sealed class ProviderUserInfo(ProviderAccountInfo info) : IUserInfo
{
    public string Uid { get; } = info.RawId ?? "";

    public string? DisplayName { get; } = info.DisplayName;

    public string? Email { get; } = info.Email;

    public string? PhoneNumber { get; } = info.PhoneNumber;

    public string? PhotoUrl { get; } = info.PhotoUrl;

    public string ProviderId { get; } = info.ProviderId ?? "";
}
