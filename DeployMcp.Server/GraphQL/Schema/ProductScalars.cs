using System.Globalization;
using DeployMcp.Domain.Deployments;
using DeployMcp.Domain.Failures;
using DeployMcp.Domain.Identity;
using DeployMcp.Domain.Resources;
using DeployMcp.Domain.Services;
using DeployMcp.GraphQL.Schema;

namespace DeployMcp.Server.GraphQL.Schema;

/// <summary>The leaves of the product's schema that GraphQL doesn't bring. Enums are the Domain's, written as GraphQL writes them.</summary>
internal static class ProductScalars
{
    public static ScalarType DateTime { get; } = new("DateTime")
    {
        Description = "A moment in UTC, for example 2026-11-21T16:00:00.000Z (RFC 3339).",
        SpecifiedByUrl = "https://scalars.graphql.org/andimarek/date-time.html",
        Serialize = value => ((DateTimeOffset)value).UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture),
        ParseValue = _ => throw new CoercionException("DateTime is for output only"),
        ParseLiteral = _ => throw new CoercionException("DateTime is for output only"),
    };

    public static EnumType DeploymentStatus { get; } = new(
        "DeploymentStatus", [.. Enum.GetValues<DeploymentStatus>().Select(s => new EnumValue(Name(s.ToWire())))])
    {
        Description = "queued, building, deploying, active; the others are ends, except that a crashed one can come back.",
    };

    public static EnumType DeploymentTrigger { get; } = new(
        "DeploymentTrigger", [.. Enum.GetValues<DeploymentTrigger>().Select(t => new EnumValue(Name(t.ToString())))])
    {
        Description = "What made a deployment.",
    };

    public static EnumType BuildPack { get; } = new("BuildPack", [.. Enum.GetValues<BuildPack>().Select(p => new EnumValue(Name(p.ToWire())))])
    {
        Description = "RAILPACK recognises the language and builds it; DOCKERFILE builds the repository's own; STATIC serves files.",
    };

    public static EnumType ResourceType { get; } = new("ResourceType", [.. Enum.GetValues<ResourceType>().Select(t => new EnumValue(Name(t.ToWire())))])
    {
        Description = "SQLITE is a database of the platform's for libSQL clients; EXTERNAL one of the user's own.",
    };

    public static EnumType ResourceStatus { get; } = new("ResourceStatus", [.. Enum.GetValues<ResourceStatus>().Select(s => new EnumValue(Name(s.ToWire())))])
    {
        Description = "READY answers. A FAILED one is tried again when it is asked for again.",
    };

    public static EnumType FailureCode { get; } = new("FailureCode", [.. Enum.GetValues<FailureCode>().Select(c => new EnumValue(Name(c.ToWire())))])
    {
        Description = "Why a deployment failed. PLATFORM_FAULT alone is not the user's own.",
    };

    public static EnumType KeyScope { get; } = new(
        "KeyScope",
        [
            new EnumValue("READ", "Look: services, deployments, logs, names of variables."),
            new EnumValue("DEPLOY", "Make and change: repos, tokens for them, services, variables and their values, deployments."),
            new EnumValue("ADMIN", "Also delete, and all that concerns the account."),
        ])
    {
        Description = "What a key may do. Each includes those before it.",
    };

    /// <summary>As an enum's value is written in GraphQL.</summary>
    public static string Name(string wire) => wire.ToUpperInvariant();

    public static string Name(KeyScope scope) => Name(scope.ToWire());
}
