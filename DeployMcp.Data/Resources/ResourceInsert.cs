using DeployMcp.Domain.Identity;
using DeployMcp.Domain.Resources;
using DeployMcp.Domain.Security;

namespace DeployMcp.Data.Resources;

/// <summary>What a resource has that nobody else may read.</summary>
/// <param name="Name"><see cref="Url"/> or <see cref="AuthToken"/>.</param>
public sealed record EncryptedSecret(string Name, EncryptedValue Value)
{
    public const string Url = "url";
    public const string AuthToken = "auth_token";
}

/// <summary>A resource that is to be there.</summary>
/// <param name="Project">The project that it is made for; null for all.</param>
/// <param name="Secrets">Of an external one, which is ready at once; empty for one that is still to be made.</param>
public sealed record ResourceInsert(
    ResourceId Id,
    UserId UserId,
    string? Project,
    string Name,
    ResourceType Type,
    string Region,
    long? MaxBytes,
    IReadOnlyList<EncryptedSecret> Secrets)
{
    /// <summary>The only project whose resources the caller sees; null for all.</summary>
    public string? Sees { get; init; }

    /// <summary>Resources that the user may have, this one included.</summary>
    public required int MostOfUser { get; init; }
}

public enum ResourceOutcome
{
    Created,
    Existed,

    /// <summary>It was deleted a while ago and is back with its data.</summary>
    Restored,
}

/// <summary>A resource that is there now, and how it came to be.</summary>
public sealed record EnsuredResource(Resource Resource, ResourceOutcome Outcome);

/// <summary>The user has as many resources as a user may have.</summary>
public sealed class ResourceQuotaException(int most) : Exception($"The user has {most} resources already.")
{
    public int Most => most;
}

/// <summary>The name is in use where the caller can't see.</summary>
public sealed class ResourceNameTakenException(string name) : Exception("The name is taken in this account.")
{
    public string Name => name;
}
