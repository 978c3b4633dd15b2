using FirebaseAdmin.Auth.Jwt;
using FirebaseAdmin.Auth.Users;

namespace FirebaseAdmin.Auth;

/// <summary>Firebase Authentication of one app.</summary>
public sealed class FirebaseAuth : AbstractFirebaseAuth
{
    private FirebaseAuth(FirebaseApp app)
        : base(
            new Lazy<FirebaseTokenVerifier>(() => FirebaseTokenVerifier.CreateIdTokenVerifier(app)),
            new Lazy<FirebaseUserManager>(() => FirebaseUserManager.Create(app)))
    {
    }

    /// <summary>The default app's; null while there is none.</summary>
    public static FirebaseAuth? DefaultInstance => FirebaseApp.DefaultInstance is { } app ? GetAuth(app) : null;

    /// <exception cref="ArgumentNullException">The app is null.</exception>
    public static FirebaseAuth GetAuth(FirebaseApp app)
    {
        ArgumentNullException.ThrowIfNull(app);
        return app.GetOrInit(() => new FirebaseAuth(app));
    }
}
