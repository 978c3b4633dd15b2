using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace DeployMcp.Platform.Databases.Turso;

/// <summary>A region's group at Turso, which is what says where a database is: one for each location, made when it is first needed.</summary>
internal sealed partial class TursoGroups(TursoClient client, TursoOptions options, ILogger<TursoGroups> logger)
{
    private readonly ConcurrentDictionary<string, string> _known = new(StringComparer.Ordinal);

    /// <returns>The group's name.</returns>
    /// <exception cref="DatabaseRefusedException">There is no such region, or Turso has nothing for it.</exception>
    public async Task<string> EnsureAsync(string region, CancellationToken cancellationToken)
    {
        if (_known.TryGetValue(region, out var known))
        {
            return known;
        }

        var settings = TursoRegions.Find(options, region)
            ?? throw new DatabaseRefusedException($"There is no region '{region}' for databases. Known are {string.Join(", ", TursoRegions.Known(options))}.");
        var group = settings.Group.Length > 0 ? await FindAsync(region, settings.Group, cancellationToken) : await FindOrCreateAsync(region, settings, cancellationToken);
        if (group.Archived)
        {
            await client.UnarchiveGroupAsync(group.Name, cancellationToken);
        }

        return _known[region] = group.Name;
    }

    /// <summary>For a group that is not there any more.</summary>
    public void Forget(string region) => _known.TryRemove(region, out _);

    private async Task<TursoGroup> FindAsync(string region, string name, CancellationToken cancellationToken)
    {
        if (await client.FindGroupAsync(name, cancellationToken) is { } found)
        {
            return found;
        }

        LogNoGroup(region, name);
        throw NotOffered(region);
    }

    /// <summary>One that exists comes before a location that is preferred but was not offered when it was made.</summary>
    private async Task<TursoGroup> FindOrCreateAsync(string region, TursoRegion settings, CancellationToken cancellationToken)
    {
        var groups = await client.ListGroupsAsync(cancellationToken);
        if (settings.Locations.Select(l => groups.FirstOrDefault(g => g.Name == NameOf(l))).FirstOrDefault(g => g is not null) is { } found)
        {
            return found;
        }

        var offered = await client.ListLocationsAsync(cancellationToken);
        if (settings.Locations.FirstOrDefault(offered.ContainsKey) is not { } location)
        {
            var codes = string.Join(", ", offered.Keys.Order(StringComparer.Ordinal));
            LogNoLocation(region, settings.Location, codes);
            throw NotOffered(region);
        }

        return await CreateAsync(location, cancellationToken);
    }

    private async Task<TursoGroup> CreateAsync(string location, CancellationToken cancellationToken)
    {
        var name = NameOf(location);
        try
        {
            var made = await client.CreateGroupAsync(name, location, cancellationToken);
            LogCreated(name, location);
            return made;
        }
        catch (TursoConflictException)
        {
            return await client.FindGroupAsync(name, cancellationToken)
                ?? throw new TursoUnavailableException($"Turso says that the group {name} exists, and does not show it.");
        }
    }

    private string NameOf(string location) => $"{options.Group}-{location}";

    private static DatabaseRefusedException NotOffered(string region)
        => new($"The platform's database provider has nothing in the region '{region}'. Ask for another region, or have the platform's operator set one up for it.");

    [LoggerMessage(Level = LogLevel.Information, Message = "Made the group {Group} at Turso's location {Location}.")]
    private partial void LogCreated(string group, string location);

    [LoggerMessage(Level = LogLevel.Error, Message = "Turso offers none of {Locations} for the region {Region}. It offers {Offered}: set Databases:Turso:Regions:{Region}:Location to one of these.")]
    private partial void LogNoLocation(string region, string locations, string offered);

    [LoggerMessage(Level = LogLevel.Error, Message = "The organisation has no group {Group}, which Databases:Turso:Regions:{Region}:Group names: make it, or name one that 'turso group list' shows.")]
    private partial void LogNoGroup(string region, string group);
}
