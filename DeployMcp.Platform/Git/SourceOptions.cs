namespace DeployMcp.Platform.Git;

/// <summary>Section <c>Sources</c> of the configuration: where source may come from and how much of it.</summary>
public sealed class SourceOptions
{
    public const string Section = "Sources";

    /// <summary>Whether clone URLs may lead to loopback and private addresses, for a git host of one's own.</summary>
    public bool AllowPrivateAddresses { get; set; }

    /// <summary>A file of certificates (PEM) that clone URLs' servers are checked against, readable for everybody; null for the system's own.</summary>
    public string? CertificateAuthorities { get; set; }

    /// <summary>Most files in one commit.</summary>
    public int MaxFiles { get; set; } = 200_000;

    /// <summary>Most that the files of one commit may take, in MiB.</summary>
    public int MaxTreeMiB { get; set; } = 2_048;

    /// <summary>Most that one fetch may bring, packed, in MiB.</summary>
    public int MaxPackMiB { get; set; } = 1_024;

    /// <summary>The longest that one fetch may take.</summary>
    public TimeSpan FetchTimeout { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>The longest that asking a repository for its branches may take.</summary>
    public TimeSpan ResolveTimeout { get; set; } = TimeSpan.FromSeconds(30);
}
