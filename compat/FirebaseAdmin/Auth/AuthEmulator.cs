namespace FirebaseAdmin.Auth;

/// <summary>The Auth emulator, which every Admin SDK uses while <c>FIREBASE_AUTH_EMULATOR_HOST</c> names it as <c>host:port</c>.</summary>
internal static class AuthEmulator
{
    public static string? Host => Environment.GetEnvironmentVariable("FIREBASE_AUTH_EMULATOR_HOST") is { Length: > 0 } host ? host : null;
}
