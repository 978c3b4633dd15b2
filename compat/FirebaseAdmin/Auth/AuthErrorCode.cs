namespace FirebaseAdmin.Auth;

public enum AuthErrorCode
{
    CertificateFetchFailed,
    EmailAlreadyExists,
    ExpiredIdToken,
    InvalidIdToken,
    PhoneNumberAlreadyExists,
    UidAlreadyExists,
    UnexpectedResponse,
    UserNotFound,
    InvalidDynamicLinkDomain,
    RevokedIdToken,
    InvalidSessionCookie,
    ExpiredSessionCookie,
    RevokedSessionCookie,
    ConfigurationNotFound,
    TenantNotFound,
    TenantIdMismatch,
}
