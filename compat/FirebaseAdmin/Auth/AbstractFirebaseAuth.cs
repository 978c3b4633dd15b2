using FirebaseAdmin.Auth.Jwt;
using FirebaseAdmin.Auth.Users;

namespace FirebaseAdmin.Auth;

/// <summary>Firebase Authentication as a server sees it.</summary>
public abstract class AbstractFirebaseAuth
{
    private readonly Lazy<FirebaseTokenVerifier> _idTokens;
    private readonly Lazy<FirebaseUserManager> _users;
    private volatile bool _deleted;

    private protected AbstractFirebaseAuth(Lazy<FirebaseTokenVerifier> idTokens, Lazy<FirebaseUserManager> users)
    {
        _idTokens = idTokens;
        _users = users;
    }

    /// <exception cref="ArgumentException">The token is null or empty.</exception>
    /// <exception cref="FirebaseAuthException">The token is not valid.</exception>
    public Task<FirebaseToken> VerifyIdTokenAsync(string idToken) => VerifyIdTokenAsync(idToken, checkRevoked: false, CancellationToken.None);

    /// <inheritdoc cref="VerifyIdTokenAsync(string)"/>
    public Task<FirebaseToken> VerifyIdTokenAsync(string idToken, CancellationToken cancellationToken)
        => VerifyIdTokenAsync(idToken, checkRevoked: false, cancellationToken);

    /// <inheritdoc cref="VerifyIdTokenAsync(string)"/>
    public Task<FirebaseToken> VerifyIdTokenAsync(string idToken, bool checkRevoked) => VerifyIdTokenAsync(idToken, checkRevoked, CancellationToken.None);

    /// <param name="checkRevoked">Asks Firebase whether the user's tokens have been revoked since it was issued.</param>
    /// <inheritdoc cref="VerifyIdTokenAsync(string)"/>
    public async Task<FirebaseToken> VerifyIdTokenAsync(string idToken, bool checkRevoked, CancellationToken cancellationToken)
    {
        var token = await Use(_idTokens).VerifyTokenAsync(idToken, cancellationToken).ConfigureAwait(false);
        if (checkRevoked && await IsRevokedAsync(token, cancellationToken).ConfigureAwait(false))
        {
            throw new FirebaseAuthException(ErrorCode.InvalidArgument, "Firebase ID token has been revoked.", AuthErrorCode.RevokedIdToken);
        }

        return token;
    }

    /// <exception cref="ArgumentException">The id is null or empty.</exception>
    /// <exception cref="FirebaseAuthException">There is no such user, or Firebase can't be asked.</exception>
    public Task<UserRecord> GetUserAsync(string uid) => GetUserAsync(uid, CancellationToken.None);

    /// <inheritdoc cref="GetUserAsync(string)"/>
    public Task<UserRecord> GetUserAsync(string uid, CancellationToken cancellationToken) => Use(_users).GetUserByIdAsync(uid, cancellationToken);

    internal void Delete()
    {
        _deleted = true;
        if (_users.IsValueCreated)
        {
            _users.Value.Dispose();
        }
    }

    private T Use<T>(Lazy<T> service)
        => _deleted ? throw new InvalidOperationException("Cannot invoke after deleting the app.") : service.Value;

    private async Task<bool> IsRevokedAsync(FirebaseToken token, CancellationToken cancellationToken)
    {
        var user = await GetUserAsync(token.Uid, cancellationToken).ConfigureAwait(false);
        return token.IssuedAtTimeSeconds < new DateTimeOffset(user.TokensValidAfterTimestamp).ToUnixTimeSeconds();
    }
}
