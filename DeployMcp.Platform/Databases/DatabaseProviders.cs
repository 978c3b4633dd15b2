namespace DeployMcp.Platform.Databases;

/// <summary>The providers that are configured: the one for new databases, and by name the one that has an older one.</summary>
/// <param name="current">The name in <c>Databases:Provider</c>.</param>
public sealed class DatabaseProviders(IEnumerable<IDatabaseProvider> all, string current)
{
    private readonly IReadOnlyDictionary<string, IDatabaseProvider> _all = all.ToDictionary(p => p.Name, StringComparer.Ordinal);

    public IEnumerable<IDatabaseProvider> All => _all.Values;

    /// <exception cref="DatabaseRefusedException">None is configured.</exception>
    public IDatabaseProvider Current => Named(current);

    /// <exception cref="DatabaseRefusedException">It is not configured (any more).</exception>
    public IDatabaseProvider Named(string name)
        => _all.GetValueOrDefault(name) ?? throw new DatabaseRefusedException($"The database provider '{name}' is not configured on this platform.");
}
