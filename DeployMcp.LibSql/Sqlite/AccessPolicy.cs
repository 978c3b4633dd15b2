namespace DeployMcp.LibSql.Sqlite;

/// <summary>
/// What a tenant's statement may do beyond its own tables (https://sqlite.org/c3ref/set_authorizer.html): it reaches no other
/// file, loads no code, and can't lift the limits or the durability that the server gives its database.
/// </summary>
internal static class AccessPolicy
{
    private const int Pragma = 19;
    private const int Attach = 24;
    private const int Detach = 25;
    private const int CreateVirtualTable = 29;
    private const int Function = 31;

    /// <summary>Answer something and change nothing, whatever their argument.</summary>
    private static readonly HashSet<string> Questions = new(StringComparer.OrdinalIgnoreCase)
    {
        "collation_list", "compile_options", "data_version", "foreign_key_check", "foreign_key_list", "freelist_count", "function_list", "index_info",
        "index_list", "index_xinfo", "integrity_check", "module_list", "page_count", "pragma_list", "quick_check", "table_info", "table_list",
        "table_xinfo",
    };

    /// <summary>May be asked for, and set: they concern the database's own content, or how the connection sees it.</summary>
    private static readonly HashSet<string> Settings = new(StringComparer.OrdinalIgnoreCase)
    {
        "analysis_limit", "application_id", "automatic_index", "case_sensitive_like", "defer_foreign_keys", "foreign_keys", "incremental_vacuum",
        "legacy_alter_table", "optimize", "query_only", "recursive_triggers", "reverse_unordered_selects", "secure_delete", "user_version",
    };

    /// <summary>May be asked for, and set to what they are or what does no harm; programs do so when they start.</summary>
    private static readonly Dictionary<string, string[]> Harmless = new(StringComparer.OrdinalIgnoreCase)
    {
        ["journal_mode"] = ["wal"],
        ["synchronous"] = ["1", "2", "3", "normal", "full", "extra"],
        ["encoding"] = ["utf-8", "utf8"],
        ["auto_vacuum"] = [],
        ["busy_timeout"] = [],
        ["cache_size"] = [],
        ["journal_size_limit"] = [],
        ["locking_mode"] = ["normal"],
        ["max_page_count"] = [],
        ["mmap_size"] = [],
        ["page_size"] = ["4096"],
        ["read_uncommitted"] = [],
        ["schema_version"] = [],
        ["temp_store"] = [],
        ["threads"] = [],
        ["trusted_schema"] = [],
        ["wal_autocheckpoint"] = [],
        ["ignore_check_constraints"] = [],
        ["cell_size_check"] = [],
    };

    private static readonly HashSet<string> Modules = new(StringComparer.OrdinalIgnoreCase) { "fts3", "fts4", "fts5", "fts4aux", "fts5vocab", "rtree", "rtree_i32" };

    private static readonly HashSet<string> RefusedFunctions = new(StringComparer.OrdinalIgnoreCase) { "load_extension", "fts3_tokenizer" };

    /// <param name="action">SQLite's action code.</param>
    /// <param name="running">Asked while a statement runs, not while it is compiled.</param>
    /// <returns>Null, or why it is refused.</returns>
    public static string? Refuse(int action, string? first, string? second, bool running) => action switch
    {
        Pragma => RefusePragma(first ?? "", second),
        // VACUUM attaches a nameless temporary file while it runs; everything else names its file when it is compiled.
        Attach => running && first is "" ? null : "ATTACH and VACUUM INTO would reach other files",
        Detach => "there is nothing to detach: ATTACH is not allowed",
        CreateVirtualTable when !Modules.Contains(second ?? "") => $"virtual tables of '{second}' are not allowed",
        Function when RefusedFunctions.Contains(second ?? "") => $"the function {second} is not allowed",
        _ => null,
    };

    /// <summary>Whether it leaves the connection other than it was, so that nobody else may be given it.</summary>
    public static bool ChangesConnection(int action, string? first, string? second) => action switch
    {
        Pragma => second is not null && !Questions.Contains(first ?? ""),
        // CREATE TEMP INDEX, TABLE, TRIGGER, VIEW.
        3 or 4 or 5 or 6 => true,
        _ => false,
    };

    private static string? RefusePragma(string name, string? argument)
    {
        if (Questions.Contains(name) || Settings.Contains(name))
            return null;
        if (!Harmless.TryGetValue(name, out var values))
            return $"PRAGMA {name} is not allowed";
        return argument is null || values.Contains(argument.Trim('\'', '"'), StringComparer.OrdinalIgnoreCase)
            ? null
            : $"PRAGMA {name} = {argument} is not allowed: the server sets it";
    }
}
