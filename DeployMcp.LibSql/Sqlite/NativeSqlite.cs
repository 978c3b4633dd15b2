using System.Runtime.InteropServices;

namespace DeployMcp.LibSql.Sqlite;

/// <summary>SQLite's C API (https://sqlite.org/c3ref/intro.html), under its own names.</summary>
internal static unsafe partial class NativeSqlite
{
    private const string Library = NativeLibraries.Sqlite;

    [LibraryImport(Library)]
    internal static partial int sqlite3_libversion_number();

    [LibraryImport(Library)]
    internal static partial long sqlite3_hard_heap_limit64(long bytes);

    [LibraryImport(Library)]
    internal static partial long sqlite3_memory_used();

    [LibraryImport(Library)]
    internal static partial IntPtr sqlite3_vfs_find(IntPtr name);

    [LibraryImport(Library)]
    internal static partial int sqlite3_vfs_register(IntPtr vfs, int makeDefault);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int sqlite3_open_v2(string file, out IntPtr connection, int flags, IntPtr vfs);

    [LibraryImport(Library)]
    internal static partial int sqlite3_close_v2(IntPtr connection);

    /// <summary>Variadic in C; on Linux's calling conventions integers and pointers are passed alike in both.</summary>
    [LibraryImport(Library)]
    internal static partial int sqlite3_db_config(IntPtr connection, int option, int value, IntPtr result);

    [LibraryImport(Library)]
    internal static partial int sqlite3_limit(IntPtr connection, int category, int value);

    [LibraryImport(Library)]
    internal static partial int sqlite3_busy_timeout(IntPtr connection, int milliseconds);

    [LibraryImport(Library)]
    internal static partial int sqlite3_set_authorizer(
        IntPtr connection, delegate* unmanaged[Cdecl]<IntPtr, int, byte*, byte*, byte*, byte*, int> decide, IntPtr context);

    [LibraryImport(Library)]
    internal static partial void sqlite3_progress_handler(
        IntPtr connection, int instructions, delegate* unmanaged[Cdecl]<IntPtr, int> shouldStop, IntPtr context);

    [LibraryImport(Library)]
    internal static partial IntPtr sqlite3_errmsg(IntPtr connection);

    [LibraryImport(Library)]
    internal static partial IntPtr sqlite3_errstr(int code);

    [LibraryImport(Library)]
    internal static partial int sqlite3_error_offset(IntPtr connection);

    [LibraryImport(Library)]
    internal static partial int sqlite3_get_autocommit(IntPtr connection);

    [LibraryImport(Library)]
    internal static partial long sqlite3_changes64(IntPtr connection);

    [LibraryImport(Library)]
    internal static partial long sqlite3_total_changes64(IntPtr connection);

    [LibraryImport(Library)]
    internal static partial long sqlite3_last_insert_rowid(IntPtr connection);

    [LibraryImport(Library)]
    internal static partial void sqlite3_set_last_insert_rowid(IntPtr connection, long rowid);

    [LibraryImport(Library)]
    internal static partial int sqlite3_prepare_v3(IntPtr connection, byte* sql, int length, uint flags, out IntPtr statement, out byte* tail);

    [LibraryImport(Library)]
    internal static partial int sqlite3_step(IntPtr statement);

    [LibraryImport(Library)]
    internal static partial int sqlite3_reset(IntPtr statement);

    [LibraryImport(Library)]
    internal static partial int sqlite3_clear_bindings(IntPtr statement);

    [LibraryImport(Library)]
    internal static partial int sqlite3_finalize(IntPtr statement);

    [LibraryImport(Library)]
    internal static partial int sqlite3_stmt_readonly(IntPtr statement);

    [LibraryImport(Library)]
    internal static partial int sqlite3_stmt_isexplain(IntPtr statement);

    [LibraryImport(Library)]
    internal static partial int sqlite3_stmt_status(IntPtr statement, int counter, int reset);

    [LibraryImport(Library)]
    internal static partial int sqlite3_bind_parameter_count(IntPtr statement);

    [LibraryImport(Library)]
    internal static partial IntPtr sqlite3_bind_parameter_name(IntPtr statement, int index);

    [LibraryImport(Library)]
    internal static partial int sqlite3_bind_null(IntPtr statement, int index);

    [LibraryImport(Library)]
    internal static partial int sqlite3_bind_int64(IntPtr statement, int index, long value);

    [LibraryImport(Library)]
    internal static partial int sqlite3_bind_double(IntPtr statement, int index, double value);

    [LibraryImport(Library)]
    internal static partial int sqlite3_bind_text(IntPtr statement, int index, byte* utf8, int length, IntPtr destructor);

    [LibraryImport(Library)]
    internal static partial int sqlite3_bind_blob(IntPtr statement, int index, byte* data, int length, IntPtr destructor);

    [LibraryImport(Library)]
    internal static partial int sqlite3_bind_zeroblob(IntPtr statement, int index, int length);

    [LibraryImport(Library)]
    internal static partial int sqlite3_column_count(IntPtr statement);

    [LibraryImport(Library)]
    internal static partial IntPtr sqlite3_column_name(IntPtr statement, int column);

    [LibraryImport(Library)]
    internal static partial IntPtr sqlite3_column_decltype(IntPtr statement, int column);

    [LibraryImport(Library)]
    internal static partial int sqlite3_column_type(IntPtr statement, int column);

    [LibraryImport(Library)]
    internal static partial long sqlite3_column_int64(IntPtr statement, int column);

    [LibraryImport(Library)]
    internal static partial double sqlite3_column_double(IntPtr statement, int column);

    [LibraryImport(Library)]
    internal static partial byte* sqlite3_column_text(IntPtr statement, int column);

    [LibraryImport(Library)]
    internal static partial byte* sqlite3_column_blob(IntPtr statement, int column);

    [LibraryImport(Library)]
    internal static partial int sqlite3_column_bytes(IntPtr statement, int column);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial IntPtr sqlite3_backup_init(IntPtr target, string targetName, IntPtr source, string sourceName);

    [LibraryImport(Library)]
    internal static partial int sqlite3_backup_step(IntPtr backup, int pages);

    [LibraryImport(Library)]
    internal static partial int sqlite3_backup_finish(IntPtr backup);
}
