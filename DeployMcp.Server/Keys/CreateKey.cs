using DeployMcp.Data.Keys;
using DeployMcp.Domain.Identity;
using DeployMcp.Domain.Security;
using DeployMcp.Domain.Validation;
using DeployMcp.Server.Auth;
using DeployMcp.Server.Calls;

namespace DeployMcp.Server.Keys;

/// <param name="Scope"><c>read</c>, <c>deploy</c> or <c>admin</c>.</param>
/// <param name="Project">Null for all projects.</param>
/// <param name="ExpiresInDays">1 to 365; null for a key that does not expire.</param>
public sealed record KeyRequest(string? Name, string? Scope, string? Project = null, int? ExpiresInDays = null);

/// <param name="Secret">Shown once: only its hash is kept.</param>
public sealed record CreatedKey(ApiKey Key, Sensitive Secret);

/// <summary>A key of the caller's own, never wider than what the caller may do.</summary>
public sealed class CreateKey(ApiKeyStore keys, TimeProvider time, AuditTrail audit)
{
    public const int MaxKeys = 100;
    public const int MaxNameLength = 60;
    public const int MaxDays = 365;

    /// <exception cref="RefusalException">The arguments can't be accepted, or there are too many keys.</exception>
    public Task<CreatedKey> RunAsync(Caller caller, KeyRequest request)
        => audit.RecordAsync(
            caller, KeyScope.Admin, "create_key", $"key {RefusalException.Shown(request.Name)}", () => CreateAsync(caller, request), made => $"created {made.Key.Prefix}");

    private async Task<CreatedKey> CreateAsync(Caller caller, KeyRequest request)
    {
        caller.RequireAllProjects("create_key");
        if (Check(request).ToList() is { Count: > 0 } errors)
        {
            throw RefusalException.BadArguments(errors);
        }

        if ((await keys.ListAsync(caller.UserId)).Count >= MaxKeys)
        {
            throw new RefusalException("Nothing was done.", $"You have {MaxKeys} keys, which is the most that a user may have.", "revoke one that is no longer used.");
        }

        var (key, secret) = await keys.CreateAsync(new NewApiKey(caller.UserId, request.Name!.Trim(), KeyScopes.Widest([request.Scope!])!.Value, "settings")
        {
            Project = Blank(request.Project),
            ExpiresAt = request.ExpiresInDays is { } days ? time.GetUtcNow().AddDays(days) : null,
        });
        return new CreatedKey(key, secret);
    }

    private static IEnumerable<ArgumentError> Check(KeyRequest request)
    {
        if (string.IsNullOrWhiteSpace(request.Name) || request.Name.Length > MaxNameLength || request.Name.Any(char.IsControl))
        {
            yield return new ArgumentError("name", "is empty, too long or holds control characters", $"One line of at most {MaxNameLength} characters.");
        }

        if (request.Scope is null || KeyScopes.Widest([request.Scope]) is null)
        {
            yield return new ArgumentError("scope", $"'{RefusalException.Shown(request.Scope)}' is no scope", $"Use one of {string.Join(", ", KeyScopes.Wire)}.");
        }

        if (Blank(request.Project) is { } project && !DnsLabel.IsValid(project))
        {
            yield return new ArgumentError("project", $"'{RefusalException.Shown(project)}' is no DNS label", $"Use {DnsLabel.Rule}, or leave it out for all projects.");
        }

        if (request.ExpiresInDays is < 1 or > MaxDays)
        {
            yield return new ArgumentError("expires_in_days", $"{request.ExpiresInDays} is out of range", $"1 to {MaxDays}, or leave it out for a key that does not expire.");
        }
    }

    private static string? Blank(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();
}
