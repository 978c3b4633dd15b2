using FirebaseAdmin.Auth;
using Newtonsoft.Json.Linq;

namespace DeployMcp.Platform.Identity;

/// <summary>
/// Who a verified Firebase user is to us: the identity at the provider that they signed in with, not Firebase's user id. Firebase
/// moves ids between people: who proves an address takes over the id that somebody else had made for it without proof, and with it
/// would come whatever that person left behind here.
/// </summary>
internal static class FirebasePerson
{
    private const string GitHub = "github.com";
    private const string Google = "google.com";
    private const string Password = "password";

    /// <exception cref="SignInException">Anonymous, or an address with a password that is not verified yet.</exception>
    public static VerifiedPerson Of(FirebaseToken token, UserRecord user)
    {
        var firebase = token.Claims.GetValueOrDefault("firebase") as JObject;
        var provider = (string?)firebase?["sign_in_provider"] ?? "";
        var email = IsTrue(token, "email_verified") ? token.Claims.GetValueOrDefault("email") as string : null;
        if (provider is "" or "anonymous")
        {
            throw new SignInException(SignInFailure.Refused, "Signing in without a name is not possible here.");
        }

        if (provider == Password && email is null)
        {
            throw new SignInException(SignInFailure.Refused, "This email address is not verified yet. Open the link that was sent to it, then sign in again.");
        }

        var known = user.ProviderData.FirstOrDefault(p => p.ProviderId == provider);
        if (provider == GitHub && known is not null)
        {
            // The same person as by GitHub's own sign-in. Firebase doesn't say whether the address was verified there.
            return new VerifiedPerson(PersonProvider.GitHub, known.Uid, Email: null, EmailVouched: false, Login: null, known.DisplayName ?? user.DisplayName);
        }

        return new VerifiedPerson(
            PersonProvider.Firebase,
            $"{provider}:{(provider == Password ? null : known?.Uid) ?? token.Uid}",
            email,
            EmailVouched: provider == Google && email is not null && string.Equals(known?.Email, email, StringComparison.OrdinalIgnoreCase),
            Login: null,
            user.DisplayName);
    }

    private static bool IsTrue(FirebaseToken token, string claim) => token.Claims.GetValueOrDefault(claim) is true;
}
