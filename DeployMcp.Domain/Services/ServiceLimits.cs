namespace DeployMcp.Domain.Services;

/// <summary>Defaults and bounds of a service, as the contract with agents has them.</summary>
public static class ServiceLimits
{
    public const string DefaultProject = "default";
    public const string DefaultBranch = "main";
    public const int DefaultPort = 3000;
    public const int DefaultStaticPort = 8080;
    public const int DefaultMemoryMiB = 256;
    public const int MinMemoryMiB = 16;
    public const int MaxMemoryMiB = 4096;
    public const int DefaultCpuMillis = 500;
    public const int MinCpuMillis = 10;
    public const int MaxCpuMillis = 4000;
    public const int MaxEnvVars = 200;
    public const int MaxEnvValueLength = 32_768;
    public const int MaxCommandLength = 2_000;
    public const int MaxPathLength = 500;
    public const int MaxLogLines = 500;
    public const int MaxWaitSeconds = 600;

    /// <summary>Releases that stay after they have served, the one that serves among them: what can be rolled back to.</summary>
    public const int KeptReleases = 2;
}
