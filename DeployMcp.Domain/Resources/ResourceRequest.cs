using DeployMcp.Domain.Identity;
using DeployMcp.Domain.Security;
using DeployMcp.Domain.Validation;

namespace DeployMcp.Domain.Resources;

/// <summary>The arguments of create_resource as they came. <see cref="Validate"/> finds every error at once.</summary>
/// <param name="Url">Of an external database; it says by itself that it is one.</param>
/// <param name="AuthToken">Of an external database, where its URL holds no password.</param>
public sealed record ResourceRequest(string? Name, string? Type = null, string? Size = null, string? Region = null, Sensitive? Url = null, Sensitive? AuthToken = null)
{
    /// <summary>A database in its simplest form, as create_service makes those that are missing.</summary>
    public static NewResource Plain(string name) => new(name, ResourceType.Sqlite, ResourceLimits.DefaultRegion, ResourceLimits.DefaultBytes, null, null);

    /// <param name="regions">Where databases may be; null when that isn't known: then it shows when it is made.</param>
    public Validated<NewResource> Validate(IReadOnlyCollection<string>? regions = null)
    {
        var errors = new List<ArgumentError>();
        if (!DnsLabel.IsValid(Name))
        {
            errors.Add(new("name", string.IsNullOrEmpty(Name) ? "is missing" : "is no DNS label", $"Use {DnsLabel.Rule}."));
        }

        var type = Type is null ? (Url is null ? ResourceType.Sqlite : ResourceType.External) : ResourceTypes.Find(Type);
        if (type is null)
        {
            errors.Add(new("type", "is unknown", "Use sqlite or external."));
        }

        errors.AddRange(type == ResourceType.External ? CheckExternal() : CheckSqlite(regions));
        return new Validated<NewResource>(errors.Count == 0 ? ToNew(type!.Value) : null, errors);
    }

    private NewResource ToNew(ResourceType type) => type == ResourceType.External
        ? new NewResource(Name!, type, "", null, Url, AuthToken)
        : new NewResource(Name!, type, Region ?? ResourceLimits.DefaultRegion, Size is null ? ResourceLimits.DefaultBytes : ByteSize.Parse(Size), null, null);

    private IEnumerable<ArgumentError> CheckSqlite(IReadOnlyCollection<string>? regions)
    {
        if (Size is not null && ByteSize.Parse(Size) is not (>= ResourceLimits.MinBytes and <= ResourceLimits.MaxBytes))
        {
            yield return new("size", "is no size within the limits", $"Use {ByteSize.Show(ResourceLimits.MinBytes)} to {ByteSize.Show(ResourceLimits.MaxBytes)}, for example 1Gi.");
        }

        if (Region is not null && (!DnsLabel.IsValid(Region) || Region.Length > ResourceLimits.MaxRegionLength))
        {
            yield return new("region", "is no region's name", $"Leave it out, or use {ResourceLimits.DefaultRegion}.");
        }
        else if (Region is not null && regions?.Contains(Region, StringComparer.Ordinal) == false)
        {
            yield return new("region", "has no databases", $"Leave it out, or use {string.Join(", ", regions.Order(StringComparer.Ordinal))}.");
        }

        foreach (var name in Given(("url", Url is not null), ("auth_token", AuthToken is not null)))
        {
            yield return new(name, "is for an external database", "Leave it out, or use type=\"external\".");
        }
    }

    private IEnumerable<ArgumentError> CheckExternal()
    {
        if (Url is not { } url)
        {
            yield return new("url", "is missing", "Give the URL of the external database.");
        }
        else if (ExternalUrl.Problem(url) is { } problem)
        {
            yield return new("url", problem, $"Give an absolute URL with one of the schemes {string.Join(", ", ExternalUrl.Schemes)}.");
        }

        if (AuthToken is { } token && (token.Reveal() is not { Length: > 0 and <= ResourceLimits.MaxTokenLength } text || text.Any(c => char.IsControl(c) || char.IsWhiteSpace(c))))
        {
            yield return new("auth_token", "is empty, too long or holds blanks", $"At most {ResourceLimits.MaxTokenLength} characters without blanks.");
        }

        foreach (var name in Given(("size", Size is not null), ("region", Region is not null)))
        {
            yield return new(name, "is not the platform's to choose for an external database", "Leave it out.");
        }
    }

    private static IEnumerable<string> Given(params (string Name, bool IsGiven)[] arguments) => arguments.Where(a => a.IsGiven).Select(a => a.Name);
}

/// <summary>A resource that an agent asked for, checked, not yet stored.</summary>
/// <param name="Region">Empty for an external one.</param>
/// <param name="MaxBytes">Null for an external one.</param>
public sealed record NewResource(string Name, ResourceType Type, string Region, long? MaxBytes, Sensitive? Url, Sensitive? AuthToken);
