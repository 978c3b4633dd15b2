using System.Net;
using System.Security.Cryptography;
using System.Text;

namespace DeployMcp.Agent.Configuration;

/// <summary>What the section <c>Agent</c> of the configuration says. Times are written as <c>hh:mm:ss</c>.</summary>
internal sealed record AgentSettings
{
    /// <summary>Every call of the API must bear it. There is no default.</summary>
    public string Token { get; init; } = "";

    public string ApiAddress { get; init; } = "127.0.0.1";

    public int ApiPort { get; init; } = 8084;

    /// <summary>Where the builder puts releases, one directory each.</summary>
    public string ArtifactDirectory { get; init; } = "";

    /// <summary>Logs and state; nobody else may read it.</summary>
    public string DataDirectory { get; init; } = "";

    /// <summary>Holds each service's own TMPDIR, so services must be able to enter it; empty for one below the system's.</summary>
    public string TempDirectory { get; init; } = "";

    /// <summary>A listener on loopback only is a failure, as it is on Kubernetes, although here the edge would reach it.</summary>
    public bool RequireAllInterfaces { get; init; } = true;

    public TimeSpan StartTimeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>A listener that answers HTTP with something else counts as ready after this.</summary>
    public TimeSpan TcpReadyAfter { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How long a replaced revision may finish its requests; its WebSockets and event streams end with SIGTERM after it.</summary>
    public TimeSpan DrainGrace { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>From SIGTERM to SIGKILL.</summary>
    public TimeSpan StopGrace { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Largest log of a revision in bytes; one older file of the same size is kept beside it.</summary>
    public long LogBytes { get; init; } = 5 * 1024 * 1024;

    /// <summary>Ports given to services: below the system's ephemeral range, so that no outgoing connection takes one.</summary>
    public int FirstServicePort { get; init; } = 20_000;

    public int LastServicePort { get; init; } = 31_999;

    /// <summary>A cgroup v2 directory delegated to the agent; empty for its own cgroup.</summary>
    public string Cgroup { get; init; } = "";

    public EdgeSettings Edge { get; init; } = new();

    public ContainerSettings Containers { get; init; } = new();

    /// <summary>Tells this agent's processes from those of another agent on the same machine; the same after a restart.</summary>
    public string InstanceId => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(DataDirectory)))[..16];

    /// <returns>The settings with absolute paths, or one sentence that says what to mend.</returns>
    public static (AgentSettings Settings, string? Problem) Read(IConfiguration configuration)
    {
        var read = configuration.GetSection("Agent").Get<AgentSettings>() ?? new AgentSettings();
        var settings = read with { Edge = configuration.GetSection("Edge").Get<EdgeSettings>() ?? new EdgeSettings(), Containers = configuration.GetSection("Containers").Get<ContainerSettings>() ?? new ContainerSettings() };
        if (settings.FindProblem() is { } problem)
            return (settings, problem);

        settings = settings with
        {
            ArtifactDirectory = Path.TrimEndingDirectorySeparator(Path.GetFullPath(settings.ArtifactDirectory)),
            DataDirectory = Path.TrimEndingDirectorySeparator(Path.GetFullPath(settings.DataDirectory)),
        };
        var temp = settings.TempDirectory.Length > 0
            ? Path.GetFullPath(settings.TempDirectory)
            : Path.Combine(Path.GetTempPath(), "deploymcp-" + settings.InstanceId);
        return (settings with { TempDirectory = temp }, null);
    }

    private string? FindProblem() => this switch
    {
        { Token.Length: < 16 } => "The agent needs a token of at least 16 characters: set Agent:Token (environment variable Agent__Token).",
        { ArtifactDirectory.Length: 0 } => "The agent needs the directory that holds the releases: set Agent:ArtifactDirectory.",
        { DataDirectory.Length: 0 } => "The agent needs a directory for logs and state: set Agent:DataDirectory.",
        _ when !IPAddress.TryParse(ApiAddress, out _) => $"Agent:ApiAddress '{ApiAddress}' is no IP address.",
        _ when Edge.Address.Length > 0 && !IPAddress.TryParse(Edge.Address, out _) => $"Edge:Address '{Edge.Address}' is no IP address.",
        _ when ApiPort is < 1 or > 65535 || Edge.Port is < 1 or > 65535 => "Agent:ApiPort and Edge:Port must be between 1 and 65535.",
        _ when ApiPort == Edge.Port => $"Agent:ApiPort and Edge:Port are both {ApiPort}: give one of them another port.",
        _ when FirstServicePort < 1 || LastServicePort > 65535 || FirstServicePort > LastServicePort =>
            "Agent:FirstServicePort to Agent:LastServicePort must be a range within 1 to 65535.",
        _ => null,
    };
}

/// <summary>What the section <c>Edge</c> of the configuration says.</summary>
internal sealed record EdgeSettings
{
    public int Port { get; init; } = 8080;

    /// <summary>The one IP address to listen on; empty for loopback, IPv4 and IPv6.</summary>
    public string Address { get; init; } = "";

    /// <summary>What follows the service's label in its host name.</summary>
    public string Domain { get; init; } = "localhost";
}

/// <summary>What the section <c>Containers</c> of the configuration says: the same for the one that builds images.</summary>
internal sealed record ContainerSettings
{
    public const string NoEngine = "none";

    /// <summary><c>none</c> to run no containers; the engine's client, which the other reads from it, is not used here.</summary>
    public string Engine { get; init; } = "";

    /// <summary>Where the engine listens, <c>unix:///…</c>; empty for <c>DOCKER_HOST</c>, else Docker's own place.</summary>
    public string Host { get; init; } = "";
}
