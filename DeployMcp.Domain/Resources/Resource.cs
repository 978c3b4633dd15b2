using DeployMcp.Domain.Identity;

namespace DeployMcp.Domain.Resources;

/// <summary>A database of a user's. Where it is and how one gets in is stored apart, encrypted.</summary>
/// <param name="Project">The project that it was made for; null for all of the user's.</param>
/// <param name="MaxBytes">Null for an external one.</param>
/// <param name="Provider">Whose it is; null for an external one, and until it is being made.</param>
/// <param name="Reference">The provider's own name for it; null until it is there.</param>
/// <param name="Failure">Why it could not be made, fit to be shown; null unless that is its status.</param>
public sealed record Resource(
    ResourceId Id,
    UserId UserId,
    string? Project,
    string Name,
    ResourceType Type,
    string Region,
    long? MaxBytes,
    ResourceStatus Status,
    string? Provider,
    string? Reference,
    string? Failure,
    DateTimeOffset CreatedAt,
    DateTimeOffset? DeletedAt)
{
    /// <summary>When its data goes; null for one that isn't deleted.</summary>
    public DateTimeOffset? RestorableUntil => DeletedAt + ResourceLimits.Restorable;
}
