namespace DeployMcp.Platform.Builders.Images;

/// <summary>The section <c>Containers</c> of the configuration: which container engine builds images.</summary>
public sealed class ContainerOptions
{
    public const string NoEngine = "none";

    /// <summary>The engine's client: a program's name or path; empty for the first <c>docker</c> on the PATH that can use BuildKit, <c>none</c> to do without.</summary>
    public string Engine { get; set; } = "";

    /// <summary>Where the engine listens, <c>unix:///…</c>; empty for <c>DOCKER_HOST</c>, else Docker's own place. The node agent must have the same.</summary>
    public string Host { get; set; } = "";

    /// <summary>Largest image that is kept, base image included, in MiB.</summary>
    public int MaxImageMiB { get; set; } = 4096;

    /// <summary>What the engine may keep of earlier builds, in MiB, the longest unused going first; 0 leaves that to the engine.</summary>
    public int MaxBuildCacheMiB { get; set; } = 10_240;
}
