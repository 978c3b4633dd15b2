namespace FirebaseAdmin.Auth;

public sealed class FirebaseAuthException : FirebaseException
{
    internal FirebaseAuthException(
        ErrorCode code, string message, AuthErrorCode? authErrorCode = null, Exception? inner = null, HttpResponseMessage? response = null)
        : base(code, message, inner, response)
    {
        AuthErrorCode = authErrorCode;
    }

    /// <summary>May be null: then <see cref="FirebaseException.ErrorCode"/> says all there is.</summary>
    public AuthErrorCode? AuthErrorCode { get; }
}
