namespace DeployMcp.Platform.Builders;

/// <summary>The section <c>Build</c> of the configuration: where builds work and what each may use.</summary>
public sealed class BuildOptions
{
    /// <summary>Checkouts and temporary files of builds in progress; as root every user must be able to pass through it.</summary>
    public string WorkDirectory { get; set; } = "";

    /// <summary>Releases; the node agent reads the same directory.</summary>
    public string ArtifactDirectory { get; set; } = "";

    /// <summary>Installed dependencies and package downloads.</summary>
    public string CacheDirectory { get; set; } = "";

    /// <summary>For a whole build, without its wait for a free place.</summary>
    public TimeSpan TimeLimit { get; set; } = TimeSpan.FromMinutes(15);

    public int MaxOutputLines { get; set; } = 20_000;

    public long MaxOutputBytes { get; set; } = 5 * 1024 * 1024;

    /// <summary>Checkout, dependencies and output together, in MiB. Looked at every few seconds.</summary>
    public int MaxWorkspaceMiB { get; set; } = 2048;

    /// <summary>What is published of a build, in MiB.</summary>
    public int MaxReleaseMiB { get; set; } = 1024;

    /// <summary>Resident memory of all processes of a build together, in MiB. Looked at twice a second.</summary>
    public int MaxMemoryMiB { get; set; } = 2048;

    public int MaxFileSizeMiB { get; set; } = 1024;

    public int MaxProcesses { get; set; } = 2000;

    /// <summary>Files in a checkout.</summary>
    public int MaxSourceFiles { get; set; } = 100_000;

    /// <summary>Installed dependencies that are kept, in MiB; the longest unused go first.</summary>
    public int MaxDependencyCacheMiB { get; set; } = 5120;

    /// <summary>What the toolchains of one service keep between its builds, in MiB; beyond it they start with nothing again.</summary>
    public int MaxServiceCacheMiB { get; set; } = 2048;

    /// <summary>Package managers' downloads of all services together, in MiB; the longest unused go first.</summary>
    public int MaxDownloadCacheMiB { get; set; } = 5120;

    /// <summary>Newest deployments of each service whose logs are kept.</summary>
    public int DeploymentLogsKept { get; set; } = 50;

    /// <summary>Builds at the same time.</summary>
    public int Concurrency { get; set; } = Environment.ProcessorCount;
}
