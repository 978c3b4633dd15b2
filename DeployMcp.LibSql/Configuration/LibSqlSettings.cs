using System.Net;

namespace DeployMcp.LibSql.Configuration;

/// <summary>What the section <c>LibSql</c> of the configuration says. Times are written as <c>hh:mm:ss</c>.</summary>
internal sealed record LibSqlSettings
{
    /// <summary>Holds the databases, their backups and the key that signs tokens; nobody else may read it.</summary>
    public string DataDirectory { get; init; } = "";

    /// <summary>Where clients are served; several addresses are separated by commas.</summary>
    public string Address { get; init; } = "127.0.0.1";

    public int Port { get; init; } = 8085;

    /// <summary>Where the platform administers, on loopback only.</summary>
    public int AdminPort { get; init; } = 8086;

    /// <summary>Every call of the administration must bear it. There is no default.</summary>
    public string AdminToken { get; init; } = "";

    public LimitSettings Limits { get; init; } = new();

    public BackupSettings Backups { get; init; } = new();

    public IEnumerable<string> Addresses => Address.Split(',', StringSplitOptions.TrimEntries);

    /// <returns>The settings with absolute paths, or one sentence that says what to mend.</returns>
    public static (LibSqlSettings Settings, string? Problem) Read(IConfiguration configuration)
    {
        var settings = configuration.GetSection("LibSql").Get<LibSqlSettings>() ?? new LibSqlSettings();
        return settings.FindProblem() is { } problem
            ? (settings, problem)
            : (settings with { DataDirectory = Path.TrimEndingDirectorySeparator(Path.GetFullPath(settings.DataDirectory)) }, null);
    }

    private string? FindProblem() => this switch
    {
        { DataDirectory.Length: 0 } => "The libSQL server needs a directory for its databases: set LibSql:DataDirectory (environment variable LibSql__DataDirectory).",
        { AdminToken.Length: < 16 } => "The libSQL server needs an admin token of at least 16 characters: set LibSql:AdminToken.",
        _ when !Addresses.All(a => IPAddress.TryParse(a, out _)) => $"LibSql:Address '{Address}' is no IP address, nor several with commas between.",
        _ when Port is < 1 or > 65535 || AdminPort is < 1 or > 65535 => "LibSql:Port and LibSql:AdminPort must be between 1 and 65535.",
        _ when Port == AdminPort => $"LibSql:Port and LibSql:AdminPort are both {Port}: give one of them another port.",
        _ when Limits.Synchronous.ToUpperInvariant() is not ("NORMAL" or "FULL" or "EXTRA") => "LibSql:Limits:Synchronous must be NORMAL, FULL or EXTRA.",
        _ when Limits.MaxDatabaseBytes < 64 * 1024 => "LibSql:Limits:MaxDatabaseBytes must be at least 65536.",
        _ when Backups.Keep < 1 || Backups.Interval < TimeSpan.FromSeconds(1) => "LibSql:Backups:Keep must be at least 1, LibSql:Backups:Interval at least 00:00:01.",
        _ => null,
    };
}

/// <summary>What one database, statement or request may take.</summary>
internal sealed record LimitSettings
{
    /// <summary>Of a database that was created without a size of its own.</summary>
    public long MaxDatabaseBytes { get; init; } = 1024L * 1024 * 1024;

    /// <summary>
    /// What sorts, intermediate results and temporary tables of one database may take on disk together; as much as the database
    /// itself when that is more, because VACUUM copies it.
    /// </summary>
    public long MaxTemporaryBytes { get; init; } = 256L * 1024 * 1024;

    /// <summary>How long a statement may compute; waiting for its reader doesn't count.</summary>
    public TimeSpan StatementTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long a request may take with its reader's pauses: as long as it reads, the write-ahead log can only grow.</summary>
    public TimeSpan RequestTimeout { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>How long a writer waits for the one before it.</summary>
    public TimeSpan BusyTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>A stream over HTTP that nobody asks for is closed after this.</summary>
    public TimeSpan StreamIdleTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>A transaction that is open for longer is rolled back when another writer waits for it.</summary>
    public TimeSpan ContestedTransactionTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>A transaction that is open for longer is rolled back.</summary>
    public TimeSpan TransactionTimeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Largest body of a request and message of a WebSocket.</summary>
    public int MaxRequestBytes { get; init; } = 32 * 1024 * 1024;

    /// <summary>Largest answer over WebSocket; over HTTP answers are streamed, however large.</summary>
    public int MaxMessageBytes { get; init; } = 32 * 1024 * 1024;

    public int StreamsPerDatabase { get; init; } = 256;

    /// <summary>Connections kept for the next stream.</summary>
    public int IdleConnections { get; init; } = 4;

    /// <summary>How long they are kept.</summary>
    public TimeSpan ConnectionIdleTimeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>What SQLite may allocate in the whole process; a statement that would need more fails.</summary>
    public long MaxHeapBytes { get; init; } = 1024L * 1024 * 1024;

    /// <summary><c>FULL</c>: an answered commit survives a power failure. <c>NORMAL</c>: it survives only the server's own death.</summary>
    public string Synchronous { get; init; } = "FULL";

    /// <summary>How long a deleted database can be restored.</summary>
    public TimeSpan DeletedRetention { get; init; } = TimeSpan.FromHours(24);
}

internal sealed record BackupSettings
{
    /// <summary>Each database that has changed is backed up this often.</summary>
    public TimeSpan Interval { get; init; } = TimeSpan.FromHours(6);

    /// <summary>Backups kept of each database; the oldest go.</summary>
    public int Keep { get; init; } = 7;
}
