using System.Runtime.InteropServices;
using DeployMcp.LibSql.Hrana;
using static DeployMcp.LibSql.Sqlite.NativeSqlite;

namespace DeployMcp.LibSql.Sqlite;

/// <summary>SQLite's errors as Hrana's, with the codes and the wording that clients know from upstream's server.</summary>
internal static class SqliteErrors
{
    private static readonly string[] SyntaxMessages = ["syntax error", "incomplete input", "unrecognized token"];

    public static HranaException Of(IntPtr connection, int code, string? refusal = null, string? interruption = null) => (code & 0xff) switch
    {
        SqliteCodes.Auth => new HranaException("SQLITE_AUTH", $"SQLite error: not authorized: {refusal ?? Message(connection, code)}"),
        SqliteCodes.Interrupt when interruption is not null => new HranaException("SQLITE_INTERRUPT", $"SQLite error: {interruption}"),
        SqliteCodes.Full when interruption is not null => new HranaException("SQLITE_FULL", $"SQLite error: database or disk is full: {interruption}"),
        // A table-valued pragma is compiled while its statement runs, and its refusal comes as a plain error.
        SqliteCodes.Error when refusal is not null => new HranaException("SQLITE_AUTH", $"SQLite error: not authorized: {refusal}"),
        _ => new HranaException(SqliteCodes.NameOf(code), $"SQLite error: {Message(connection, code)}"),
    };

    /// <summary>Errors of the text itself are told apart: what can't be parsed, and what names something that isn't there.</summary>
    public static HranaException OfCompiling(IntPtr connection, int code, string? refusal, string? interruption)
    {
        if (code != SqliteCodes.Error || refusal is not null)
            return Of(connection, code, refusal, interruption);
        var message = Message(connection, code);
        if (SyntaxMessages.Any(syntax => message.Contains(syntax, StringComparison.Ordinal)))
            return new HranaException("SQL_PARSE_ERROR", $"SQL string could not be parsed: {message}");
        var offset = sqlite3_error_offset(connection);
        return offset >= 0
            ? new HranaException("SQL_INPUT_ERROR", $"SQL input error: {message} (at offset {offset})")
            : new HranaException(SqliteCodes.NameOf(code), $"SQLite error: {message}");
    }

    private static string Message(IntPtr connection, int code)
        => Marshal.PtrToStringUTF8(connection == IntPtr.Zero ? sqlite3_errstr(code) : sqlite3_errmsg(connection)) ?? $"code {code}";
}
