using DeployMcp.Domain.Identity;
using DeployMcp.Domain.Resources;
using Temporalio.Activities;

namespace DeployMcp.Workflows.Resources;

/// <summary>Ids only: histories hold no token and no URL.</summary>
public sealed record ResourceInput(ResourceId ResourceId);

/// <summary>The steps of a database's life. Each may run twice, and looks at what is there before it makes or removes it.</summary>
public interface IResourceActivities
{
    /// <summary>Has the provider make the database and stores under which name it did.</summary>
    [Activity]
    Task EnsureDatabaseAsync(ResourceInput input);

    /// <summary>Stores a token, encrypted, and tells that the database is ready.</summary>
    [Activity]
    Task StoreTokenAsync(ResourceInput input);

    /// <summary>Records that it could not be made.</summary>
    [Activity]
    Task RecordFailureAsync(ResourceInput input);

    /// <summary>No token of a deleted one works any more.</summary>
    [Activity]
    Task RevokeTokensAsync(ResourceInput input);

    /// <summary>Removes a deleted one with its data when its time is over; before that it does nothing.</summary>
    [Activity]
    Task PurgeAsync(ResourceInput input);

    /// <summary>Null for one that has no database of the platform's, or none yet, or no longer.</summary>
    [Activity]
    Task<ResourceUsage?> MeasureAsync(ResourceInput input);
}

public static class ResourceErrors
{
    /// <summary>The provider won't, however often it is asked: not retried.</summary>
    public const string Refused = "Refused";

    /// <summary>Deleted meanwhile: not retried, nobody's fault.</summary>
    public const string NoLongerWanted = "NoLongerWanted";
}
