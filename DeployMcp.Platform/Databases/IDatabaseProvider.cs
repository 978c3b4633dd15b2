using DeployMcp.Domain.Identity;
using DeployMcp.Domain.Resources;
using DeployMcp.Domain.Security;

namespace DeployMcp.Platform.Databases;

/// <summary>A database that is wanted. Two orders with one id are for the same database.</summary>
/// <param name="Name">The user's name for it, a DNS label; not unique on the platform.</param>
/// <param name="MaxBytes">What it may hold.</param>
public sealed record DatabaseOrder(ResourceId Id, UserId Owner, string Name, string Region, long MaxBytes);

/// <param name="Reference">The provider's own name for it, stored beside the resource.</param>
/// <param name="Url">What clients use; without a token.</param>
public sealed record DatabaseLocation(string Reference, Uri Url);

public enum DatabaseAccess
{
    ReadOnly,
    Full,
}

/// <summary>Who makes and keeps databases. Each call may be repeated; what a provider answers is never a secret but for tokens.</summary>
/// <remarks>What fails for now is an <see cref="HttpRequestException"/> or <see cref="TimeoutException"/>; what won't mend a <see cref="DatabaseRefusedException"/>.</remarks>
public interface IDatabaseProvider
{
    /// <summary><c>libsql</c>, <c>turso</c>: stored beside the resource.</summary>
    string Name { get; }

    /// <summary>Makes it unless it is there, brings its limit to what is ordered, and answers when the database does.</summary>
    /// <exception cref="DatabaseRefusedException">The provider won't: a quota, an unknown region.</exception>
    Task<DatabaseLocation> EnsureAsync(DatabaseOrder order, CancellationToken cancellationToken);

    /// <summary>A new token, beside those that were issued before.</summary>
    Task<Sensitive> IssueTokenAsync(DatabaseOrder order, string reference, DatabaseAccess access, CancellationToken cancellationToken);

    /// <summary>No token that was issued before works any more. A database that is gone is success.</summary>
    Task RevokeTokensAsync(string reference, CancellationToken cancellationToken);

    /// <summary>Null when there is no such database.</summary>
    Task<ResourceUsage?> MeasureAsync(string reference, CancellationToken cancellationToken);

    /// <summary>For good. One that is gone already is success.</summary>
    Task DeleteAsync(string reference, CancellationToken cancellationToken);

    /// <summary>References of all that this platform has made: for the sweep of those that no resource owns.</summary>
    IAsyncEnumerable<string> ListAsync(CancellationToken cancellationToken);
}

/// <summary>The provider won't do it, however often it is asked; the message is fit to be shown to the user.</summary>
public sealed class DatabaseRefusedException(string message, Exception? inner = null) : Exception(message, inner);
