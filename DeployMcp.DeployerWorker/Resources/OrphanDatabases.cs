using DeployMcp.Data.Resources;
using DeployMcp.Platform.Databases;

namespace DeployMcp.DeployerWorker.Resources;

/// <summary>
/// Databases at a provider that no resource owns, and since when: one that has just been made is not yet in its row, so only what
/// stays unowned is removed. Many at once are a sign that rows are missing, as after PostgreSQL was restored from a backup: then
/// none is removed until the operator says so.
/// </summary>
internal sealed partial class OrphanDatabases(
    ProvisioningStore store, DatabaseProviders providers, OrphanSettings settings, TimeProvider time, ILogger<OrphanDatabases> logger)
{
    /// <summary>So few are always removed, however few databases there are.</summary>
    private const int Few = 5;

    /// <summary>More than these never are, however many databases there are.</summary>
    private const int Many = 25;

    /// <summary>Beyond all tries of a step to make one.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(15);

    private Dictionary<(string Provider, string Reference), DateTimeOffset> _since = [];

    public async Task RemoveAsync(CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var found = new Dictionary<(string, string), DateTimeOffset>();
        foreach (var provider in providers.All)
        {
            // The provider first: what it is asked to make in between is owned when the rows are read.
            var there = await provider.ListAsync(cancellationToken).ToListAsync(cancellationToken);
            var owned = await store.ListReferencesAsync(provider.Name);
            var unowned = there.Where(r => !owned.Contains(r)).ToList();
            var overdue = unowned.Where(r => now - Since(provider, r, now) >= Patience).ToList();
            if (overdue.Count > 0 && IsSuspicious(unowned.Count, there.Count, now))
            {
                LogHeldBack(provider.Name, unowned.Count, there.Count);
                overdue.Clear();
            }

            foreach (var reference in overdue)
            {
                LogRemoving(reference, provider.Name);
                await provider.DeleteAsync(reference, cancellationToken);
            }

            foreach (var reference in unowned.Except(overdue, StringComparer.Ordinal))
            {
                found[(provider.Name, reference)] = Since(provider, reference, now);
            }
        }

        _since = found;
    }

    private DateTimeOffset Since(IDatabaseProvider provider, string reference, DateTimeOffset now) => _since.GetValueOrDefault((provider.Name, reference), now);

    /// <summary>More than a tenth, counted as no fewer than <see cref="Few"/> and no more than <see cref="Many"/>.</summary>
    private bool IsSuspicious(int unowned, int there, DateTimeOffset now)
        => unowned > Math.Clamp(there / 10, Few, Many) && !(settings.Until > now);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Removing database {Reference} at {Provider}: no resource owns it")]
    private partial void LogRemoving(string reference, string provider);

    [LoggerMessage(Level = LogLevel.Error, Message = "No database at {Provider} is removed: no resource owns {Unowned} of {All}, which are too many to be leftovers. Was PostgreSQL restored from a backup, or is this another installation's database? "
        + "Save what is still wanted; to remove the others, set " + OrphanSettings.Setting + " to a moment an hour from now and restart the deployer-worker.")]
    private partial void LogHeldBack(string provider, int unowned, int all);
}
