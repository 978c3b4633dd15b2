namespace DeployMcp.LibSql.Sqlite;

/// <summary>The constants of SQLite's C API that are used here (https://sqlite.org/c3ref/constlist.html).</summary>
internal static class SqliteCodes
{
    public const int Ok = 0;
    public const int Error = 1;
    public const int Interrupt = 9;
    public const int Full = 13;
    public const int Auth = 23;
    public const int Row = 100;
    public const int Done = 101;

    public const int OpenReadWrite = 0x2;
    public const int OpenCreate = 0x4;
    public const int OpenNoMutex = 0x8000;
    public const int OpenPrivateCache = 0x40000;
    public const int OpenExtendedCodes = 0x2000000;

    public const uint PreparePersistent = 1;

    public const int ConfigForeignKeys = 1002;
    public const int ConfigFts3Tokenizer = 1004;
    public const int ConfigLoadExtension = 1005;
    public const int ConfigDefensive = 1010;
    public const int ConfigTrustedSchema = 1017;

    public const int LimitLength = 0;
    public const int LimitSqlLength = 1;
    public const int LimitLikePattern = 8;

    public const int StatusFullScanSteps = 1;

    public const int TypeInteger = 1;
    public const int TypeFloat = 2;
    public const int TypeText = 3;
    public const int TypeBlob = 4;

    /// <summary>Tells SQLite to copy what is bound.</summary>
    public static readonly IntPtr Transient = -1;

    private static readonly string[] Names =
    [
        "SQLITE_OK", "SQLITE_UNKNOWN", "SQLITE_INTERNAL", "SQLITE_PERM", "SQLITE_ABORT", "SQLITE_BUSY", "SQLITE_LOCKED", "SQLITE_NOMEM",
        "SQLITE_READONLY", "SQLITE_INTERRUPT", "SQLITE_IOERR", "SQLITE_CORRUPT", "SQLITE_NOTFOUND", "SQLITE_FULL", "SQLITE_CANTOPEN",
        "SQLITE_PROTOCOL", "SQLITE_EMPTY", "SQLITE_SCHEMA", "SQLITE_TOOBIG", "SQLITE_CONSTRAINT", "SQLITE_MISMATCH", "SQLITE_MISUSE",
        "SQLITE_NOLFS", "SQLITE_AUTH", "SQLITE_FORMAT", "SQLITE_RANGE", "SQLITE_NOTADB",
    ];

    /// <summary>
    /// The code that Hrana clients see: the primary one, and <c>SQLITE_UNKNOWN</c> for plain <c>SQLITE_ERROR</c>, as upstream's server has it.
    /// </summary>
    public static string NameOf(int code) => (code & 0xff) < Names.Length ? Names[code & 0xff] : "SQLITE_UNKNOWN";
}
