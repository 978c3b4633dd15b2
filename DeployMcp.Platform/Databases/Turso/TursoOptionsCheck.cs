using System.Text.RegularExpressions;
using DeployMcp.Domain.Validation;

namespace DeployMcp.Platform.Databases.Turso;

/// <summary>Whether the settings can be worked with: every fault at once, each with its mend, and never the token itself.</summary>
internal static partial class TursoOptionsCheck
{
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(10);

    /// <exception cref="InvalidOperationException">All faults, a line for each.</exception>
    public static void Throw(TursoOptions options)
    {
        if (Check(options).ToList() is { Count: > 0 } errors)
        {
            throw new InvalidOperationException($"The settings of Turso can't be used:{string.Concat(errors.Select(e => $"\n- {TursoOptions.Section}:{e}"))}");
        }
    }

    public static IEnumerable<ArgumentError> Check(TursoOptions options)
        => [.. Names(options), .. Token(options), .. Regions(options.Regions), .. Address(options.ApiUrl), .. Times(options)];

    private static IEnumerable<ArgumentError> Names(TursoOptions options)
    {
        if (!Slug().IsMatch(options.Organization))
            yield return new("Organization", options.Organization.Length == 0 ? "is missing" : "is no slug", "Set it to the SLUG that 'turso org list' shows, for example my-org.");

        if (!Prefix().IsMatch(options.Prefix))
            yield return new("Prefix", options.Prefix.Length == 0 ? "is missing" : $"'{options.Prefix}' can't begin a database's name", "Set it to 2 to 5 lower-case letters and digits, a letter first, that no other installation in the organisation has, and never change it.");

        if (!GroupName().IsMatch(options.Group))
            yield return new("Group", $"'{options.Group}' can't begin a group's name", "Set it to 1 to 40 lower-case letters, digits and hyphens, or leave it out.");
    }

    private static IEnumerable<ArgumentError> Token(TursoOptions options)
    {
        if (options.ApiToken.Length == 0)
            yield return new("ApiToken", "is missing", "Make one with 'turso auth api-tokens mint deploy-mcp --org ORGANIZATION'.");
        else if (options.ApiToken.Any(c => c is <= ' ' or > '~'))
            yield return new("ApiToken", "has a space, a line's end or another character that no token has", "Set it to what 'turso auth api-tokens mint' printed, and nothing else.");
    }

    private static IEnumerable<ArgumentError> Regions(Dictionary<string, TursoRegion> regions)
    {
        foreach (var (name, region) in regions)
        {
            if (!Slug().IsMatch(name))
                yield return new($"Regions:{name}", "is no region's name", "Name it as agents do: lower-case letters, digits and hyphens, for example eu-central-1.");

            if (region.Group.Length == 0 && region.Locations.Count == 0)
                yield return new($"Regions:{name}", "has neither Location nor Group", "Set Location to a code that 'turso db locations' shows, or Group to a group that 'turso group list' shows.");

            if (region.Locations.FirstOrDefault(l => !Slug().IsMatch(l)) is { } location)
                yield return new($"Regions:{name}:Location", $"'{location}' is no location's code", "Set it to codes that 'turso db locations' shows, separated by commas.");

            if (region.Group.Length > 0 && !GroupName().IsMatch(region.Group))
                yield return new($"Regions:{name}:Group", $"'{region.Group}' is no group's name", "Set it to a name that 'turso group list' shows.");
        }
    }

    private static IEnumerable<ArgumentError> Address(Uri address)
    {
        if (!address.IsAbsoluteUri || !(address.Scheme == Uri.UriSchemeHttps || (address.Scheme == Uri.UriSchemeHttp && address.IsLoopback)) || address.UserInfo.Length > 0)
            yield return new("ApiUrl", "is no https address", "Leave it out for https://api.turso.tech/; http is taken only of this machine, for tests.");
    }

    private static IEnumerable<ArgumentError> Times(TursoOptions options)
        => from time in new (string Name, TimeSpan Value)[] { ("RequestTimeout", options.RequestTimeout), ("MaxWait", options.MaxWait), ("ReadyTimeout", options.ReadyTimeout) }
           where time.Value <= TimeSpan.Zero || time.Value > Longest
           select new ArgumentError(time.Name, $"{time.Value} is no such time", "Set it to more than nothing and at most 00:10:00.");

    [GeneratedRegex(@"^[a-z0-9][a-z0-9-]{0,62}\z", RegexOptions.CultureInvariant)]
    private static partial Regex Slug();

    [GeneratedRegex(@"^[a-z][a-z0-9]{1,4}\z", RegexOptions.CultureInvariant)]
    private static partial Regex Prefix();

    [GeneratedRegex(@"^[a-z0-9][a-z0-9-]{0,39}\z", RegexOptions.CultureInvariant)]
    private static partial Regex GroupName();
}
