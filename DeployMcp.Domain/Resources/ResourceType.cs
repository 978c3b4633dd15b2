namespace DeployMcp.Domain.Resources;

public enum ResourceType
{
    /// <summary>A SQLite database of the platform's provider, spoken to as libSQL clients do.</summary>
    Sqlite,

    /// <summary>A database of the user's own, which the platform only hands on.</summary>
    External,
}

public static class ResourceTypes
{
    /// <summary>As agents write it.</summary>
    public static string ToWire(this ResourceType type) => type switch
    {
        ResourceType.Sqlite => "sqlite",
        ResourceType.External => "external",
        _ => throw new ArgumentOutOfRangeException(nameof(type), type, "No such type of resource."),
    };

    /// <summary>Null when there is no such type.</summary>
    public static ResourceType? Find(string? wire) => wire switch
    {
        "sqlite" => ResourceType.Sqlite,
        "external" => ResourceType.External,
        _ => null,
    };
}
