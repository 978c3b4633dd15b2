using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace DeployMcp.Platform.Databases.Turso;

/// <summary>Says at the start, beside it, whether Turso takes our credentials and which regions it has: the host starts without Turso, too.</summary>
internal sealed partial class TursoStartCheck(TursoClient client, TursoOptions options, ILogger<TursoStartCheck> logger) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            var groups = (await client.ListGroupsAsync(stoppingToken)).Select(g => g.Name).ToHashSet(StringComparer.Ordinal);
            var offered = await client.ListLocationsAsync(stoppingToken);
            var regions = TursoRegions.Known(options).ToLookup(r => IsServed(TursoRegions.Find(options, r)!, groups, offered));
            var (served, missing, locations) = (string.Join(", ", regions[true]), string.Join(", ", regions[false]), string.Join(", ", offered.Keys.Order(StringComparer.Ordinal)));
            LogReady(options.Organization, served, missing, locations);
        }
        catch (TursoException e)
        {
            LogRefused(e.Message, options.Organization);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The host stops before Turso has answered.
        }
        catch (Exception e)
        {
            // Whatever it is: a check beside the start is no reason to end the host.
            LogAway(e.Message);
        }
    }

    private static bool IsServed(TursoRegion region, HashSet<string> groups, IReadOnlyDictionary<string, string> offered)
        => region.Group.Length > 0 ? groups.Contains(region.Group) : region.Locations.Any(offered.ContainsKey);

    [LoggerMessage(Level = LogLevel.Information, Message = "Databases are at Turso, organisation {Organization}. It has the regions: {Served}. It does not have: {Missing}. Its locations: {Locations}; Databases:Turso:Regions:NAME:Location says which serves a region.")]
    private partial void LogReady(string organization, string served, string missing, string locations);

    [LoggerMessage(Level = LogLevel.Error, Message = "No database can be made: {Answer} See that Databases:Turso:Organization ({Organization}) is a slug that 'turso org list' shows, and Databases:Turso:ApiToken a token for it ('turso auth api-tokens mint').")]
    private partial void LogRefused(string answer, string organization);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Turso could not be asked at the start: {Trouble} What needs it is tried again until it answers.")]
    private partial void LogAway(string trouble);
}
