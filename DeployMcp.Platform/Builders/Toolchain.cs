namespace DeployMcp.Platform.Builders;

/// <summary>The programs that builds run.</summary>
public static class Toolchain
{
    /// <summary>Changes when the program is replaced by another version, without running it.</summary>
    public static string Fingerprint(string program) => ToolPath.Fingerprint(program);
}
