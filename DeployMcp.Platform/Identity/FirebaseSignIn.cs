using FirebaseAdmin;
using FirebaseAdmin.Auth;
using Google.Apis.Auth.OAuth2;
using Google.Apis.Http;
using Newtonsoft.Json;

namespace DeployMcp.Platform.Identity;

/// <summary>
/// Whom a Firebase ID token proves. Every sign-in asks Firebase whether the user's tokens were revoked or the user is disabled,
/// which takes a service account (Google's application default credentials), except with the emulator.
/// </summary>
/// <param name="requests">How Firebase is reached.</param>
/// <param name="credential">With what it may be asked about users; called at the first sign-in.</param>
public sealed class FirebaseSignIn(FirebaseOptions options, HttpClientFactory requests, Func<GoogleCredential> credential) : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly Lock _lock = new();
    private FirebaseApp? _app;

    /// <exception cref="SignInException">The token proves nobody, or nobody who may sign in; or Firebase can't be asked.</exception>
    public async Task<VerifiedPerson> VerifyAsync(string idToken, CancellationToken cancellationToken)
    {
        var auth = FirebaseAuth.GetAuth(App());
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(Patience);
        try
        {
            var token = await auth.VerifyIdTokenAsync(idToken, checkRevoked: true, deadline.Token);
            var user = await auth.GetUserAsync(token.Uid, deadline.Token);
            return user.Disabled
                ? throw new SignInException(SignInFailure.Refused, "This account has been disabled.")
                : FirebasePerson.Of(token, user);
        }
        catch (FirebaseAuthException e)
        {
            throw Explained(e);
        }
        catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested)
        {
            throw Unavailable(e);
        }
        catch (Exception e) when (e is ArgumentException or FormatException or JsonException)
        {
            // What upstream throws for a token that is none at all.
            throw NotProved(e);
        }
    }

    public void Dispose()
    {
        lock (_lock)
        {
            _app?.Delete();
            _app = null;
        }
    }

    /// <summary>Made at the first sign-in. Apps are known by name in a process, so this one's is nobody else's.</summary>
    private FirebaseApp App()
    {
        lock (_lock)
        {
            return _app ??= FirebaseApp.Create(
                new AppOptions { ProjectId = options.ProjectId, Credential = credential(), HttpClientFactory = requests }, $"sign-in-{Guid.NewGuid()}");
        }
    }

    private static SignInException Explained(FirebaseAuthException e) => e.AuthErrorCode switch
    {
        AuthErrorCode.ExpiredIdToken => new SignInException(SignInFailure.NotProved, "That sign-in has expired. Please sign in again.", e),
        AuthErrorCode.RevokedIdToken => new SignInException(SignInFailure.NotProved, "That sign-in has been revoked. Please sign in again.", e),
        AuthErrorCode.UserNotFound => new SignInException(SignInFailure.Refused, "This account no longer exists.", e),
        AuthErrorCode.InvalidIdToken or AuthErrorCode.TenantIdMismatch => NotProved(e),
        _ => Unavailable(e),
    };

    private static SignInException NotProved(Exception e) => new(SignInFailure.NotProved, "That sign-in could not be verified. Please sign in again.", e);

    private static SignInException Unavailable(Exception e)
        => new(SignInFailure.ProviderUnavailable, "Firebase did not answer as it should. Please try again in a moment.", e);
}
