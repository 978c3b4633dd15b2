using DeployMcp.Data.Resources;
using DeployMcp.Platform.Databases;

namespace DeployMcp.DeployerWorker.Resources;

/// <summary>
/// Databases at a provider that no resource owns, and since when: one that has just been made is not yet in its row, so only what
/// stays unowned is removed.
/// </summary>
internal sealed partial class OrphanDatabases(ProvisioningStore store, DatabaseProviders providers, TimeProvider time, ILogger<OrphanDatabases> logger)
{
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
            foreach (var reference in there.Where(r => !owned.Contains(r)))
            {
                var since = _since.GetValueOrDefault((provider.Name, reference), now);
                if (now - since < Patience)
                {
                    found[(provider.Name, reference)] = since;
                    continue;
                }

                LogRemoving(reference, provider.Name);
                await provider.DeleteAsync(reference, cancellationToken);
            }
        }

        _since = found;
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Removing database {Reference} at {Provider}: no resource owns it")]
    private partial void LogRemoving(string reference, string provider);
}
