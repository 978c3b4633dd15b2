namespace DeployMcp.Platform.Builders;

/// <summary>Tells whether a program that builds run is still the same.</summary>
public static class ToolFingerprint
{
    /// <summary>Changes when the program is replaced by another version; it is not run for that.</summary>
    public static string Of(string program) => ToolPath.Fingerprint(program);
}
