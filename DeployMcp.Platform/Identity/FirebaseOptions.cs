namespace DeployMcp.Platform.Identity;

/// <summary>Section <c>Firebase</c> of the configuration.</summary>
public sealed class FirebaseOptions
{
    public const string Section = "Firebase";

    /// <summary>The variable by which every Firebase Admin SDK knows the Auth emulator.</summary>
    public const string EmulatorVariable = "FIREBASE_AUTH_EMULATOR_HOST";

    /// <summary>Without it nobody signs in through Firebase.</summary>
    public string ProjectId { get; set; } = "";

    /// <summary>The web app's key. Firebase's scripts show it to every visitor: it is no secret.</summary>
    public string ApiKey { get; set; } = "";

    /// <summary>Where Google and GitHub lead back to.</summary>
    public string AuthDomain { get => field.Length > 0 ? field : $"{ProjectId}.firebaseapp.com"; set; } = "";

    public bool IsConfigured => ProjectId.Length > 0;

    /// <summary><c>host:port</c> of the Auth emulator, whose tokens are unsigned; null without.</summary>
    public static string? EmulatorHost => Environment.GetEnvironmentVariable(EmulatorVariable) is { Length: > 0 } host ? host : null;

    /// <exception cref="InvalidOperationException">Unsigned tokens would be taken outside Development.</exception>
    public static void Check(bool isDevelopment)
    {
        if (!isDevelopment && EmulatorHost is not null)
        {
            throw new InvalidOperationException(
                $"{EmulatorVariable} is set, so unsigned tokens would sign anybody in as anybody. Unset it, or run in the environment Development.");
        }
    }
}
