namespace DeployMcp.GitServer;

/// <summary>Section <c>Git</c> of the configuration.</summary>
public sealed class GitServerOptions
{
    public const string Section = "Git";

    /// <summary>Where the bare repositories are kept. Nobody but this server writes there.</summary>
    public string DataDirectory { get; set; } = "";

    /// <summary>The name under which agents know this git host; rows of other hosts are not served.</summary>
    public string InternalHost { get; set; } = "ml.ink";

    /// <summary>What the platform's other binaries show to use the API.</summary>
    public string ServiceToken { get; set; } = "";

    /// <summary>The largest pack that one push may send, in bytes.</summary>
    public long MaxPushBytes { get; set; } = 1L << 30;

    /// <summary>A repository that is larger on disk than this takes no more pushes, in bytes.</summary>
    public long MaxRepoBytes { get; set; } = 2L << 30;

    /// <summary>Most objects in one push: git's memory grows with them.</summary>
    public long MaxPushObjects { get; set; } = 1_000_000;

    /// <summary>Fetches that run at once; the rest wait their turn for up to <see cref="QueueTimeout"/>.</summary>
    public int MaxFetches { get; set; } = 16;

    /// <summary>Pushes that run at once.</summary>
    public int MaxPushes { get; set; } = 4;

    public TimeSpan QueueTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>The longest that one fetch or push may take.</summary>
    public TimeSpan OperationTimeout { get; set; } = TimeSpan.FromMinutes(15);

    /// <summary>A client that neither sends nor takes anything for this long is cut off.</summary>
    public TimeSpan IdleTimeout { get; set; } = TimeSpan.FromMinutes(2);

    /// <summary>Memory that one git process may allocate, in MiB.</summary>
    public int MaxProcessMemoryMiB { get; set; } = 1024;

    /// <summary>How soon after a push its repository is looked at once more, for services that were made in the same moment.</summary>
    public TimeSpan RecheckDelay { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>What stands in the way of a start, in one sentence with its mend; null when nothing does.</summary>
    public string? Problem()
    {
        if (string.IsNullOrWhiteSpace(ServiceToken))
        {
            return "The git server needs a service token: set Git__ServiceToken to the same long random text as for the other binaries.";
        }

        if (string.IsNullOrWhiteSpace(DataDirectory))
        {
            return "The git server needs a directory for its repositories: set Git__DataDirectory to a path that it may write to.";
        }

        return Repositories.GitExecutable.Problem() ?? Repositories.RepositoryDirectory.Problem(DataDirectory);
    }
}
