using Google.Apis.Auth.OAuth2;

namespace DeployMcp.Platform.Identity;

/// <summary>With what Firebase may be asked about users.</summary>
internal static class FirebaseCredential
{
    /// <summary>Google's application default credentials; the emulator takes anybody for the owner.</summary>
    /// <exception cref="SignInException">There are none.</exception>
    public static GoogleCredential Find()
    {
        try
        {
            return FirebaseOptions.EmulatorHost is null ? GoogleCredential.GetApplicationDefault() : GoogleCredential.FromAccessToken("owner");
        }
        catch (InvalidOperationException e)
        {
            throw new SignInException(
                SignInFailure.NotSetUp,
                "Firebase can't be asked whether an account is disabled. The operator sets GOOGLE_APPLICATION_CREDENTIALS to the file of a service account of the Firebase project.",
                e);
        }
    }
}
