using DeployMcp.Domain.Security;

namespace DeployMcp.Platform.Databases.Turso;

/// <summary>Section <c>Databases:Turso</c> of the configuration: whose databases are made where.</summary>
public sealed class TursoOptions
{
    public const string Section = "Databases:Turso";

    /// <summary>The organisation's slug, or that of a personal account, as <c>turso org list</c> shows it.</summary>
    public string Organization { get; set; } = "";

    /// <summary>A token of the platform API, for this organisation alone.</summary>
    public string ApiToken { get; set; } = "";

    /// <summary>
    /// How this installation's databases begin: 2 to 5 lower-case letters and digits, a letter first. No other installation in the
    /// organisation may have it, and it never changes: databases are found again by it, and what begins otherwise is never touched.
    /// </summary>
    public string Prefix { get; set; } = "";

    /// <summary>How the groups' names begin that the platform makes, one for each location: <c>deploy-mcp-aws-eu-west-1</c>.</summary>
    public string Group { get; set; } = "deploy-mcp";

    /// <summary>Where each of the platform's regions is at Turso. What stands here adds to <see cref="TursoRegions.Defaults"/> or replaces them.</summary>
    public Dictionary<string, TursoRegion> Regions { get; set; } = new(StringComparer.Ordinal);

    /// <summary>Without TLS only on this machine; the databases are then spoken to without it, too.</summary>
    public Uri ApiUrl { get; set; } = new("https://api.turso.tech/");

    /// <summary>The longest that one request may take.</summary>
    public TimeSpan RequestTimeout { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>The longest that a call waits when Turso says when to come again, before it gives up.</summary>
    public TimeSpan MaxWait { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>How long a database may take to answer its first query. Whoever asked for it then asks again: a step of its workflow has a minute.</summary>
    public TimeSpan ReadyTimeout { get; set; } = TimeSpan.FromSeconds(30);

    internal Sensitive Token => new(ApiToken);

    internal bool IsPlain => string.Equals(ApiUrl.Scheme, Uri.UriSchemeHttp, StringComparison.Ordinal);
}

/// <summary>What one of the platform's regions is at Turso.</summary>
public sealed class TursoRegion
{
    /// <summary>The codes of locations, the preferred one first, separated by commas: the first that Turso offers is taken.</summary>
    public string Location { get; set; } = "";

    /// <summary>A group that exists already and takes the region's databases; empty: one of ours, made when it is first needed.</summary>
    public string Group { get; set; } = "";

    internal IReadOnlyList<string> Locations => Location.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
}
