namespace DeployMcp.Platform.Databases.LibSql;

/// <summary>Section <c>Databases:LibSql</c>: the platform's own libSQL server.</summary>
public sealed record LibSqlOptions
{
    public const string Section = "Databases:LibSql";

    /// <summary>Its administration, for example <c>http://127.0.0.1:8086</c>. Without it there is no such provider.</summary>
    public string? AdminAddress { get; init; }

    public string? AdminToken { get; init; }

    /// <summary>Where clients reach it, for example <c>http://127.0.0.1:8085</c>.</summary>
    public string PublicUrl { get; init; } = "http://127.0.0.1:8085";
}
