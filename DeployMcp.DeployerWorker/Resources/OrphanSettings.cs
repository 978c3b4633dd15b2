namespace DeployMcp.DeployerWorker.Resources;

/// <param name="Until">Until then all databases that no resource owns are removed, however many they are.</param>
internal sealed record OrphanSettings(DateTimeOffset? Until)
{
    /// <summary>A moment, as <c>2026-01-31T18:00Z</c>: a permission that ends by itself can't be forgotten.</summary>
    public const string Setting = "Databases:RemoveOrphansUntil";

    /// <exception cref="InvalidOperationException">It is no moment.</exception>
    public static OrphanSettings Read(IConfiguration configuration)
        => new(configuration[Setting] is { Length: > 0 } ? configuration.GetValue<DateTimeOffset>(Setting) : null);
}
