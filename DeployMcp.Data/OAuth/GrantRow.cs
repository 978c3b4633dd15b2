using System.Security.Cryptography;
using System.Text;
using DeployMcp.Data.Keys;
using DeployMcp.Domain.Identity;

namespace DeployMcp.Data.OAuth;

/// <summary>A grant, with the code or refresh token by which it was found.</summary>
internal sealed class GrantRow
{
    public const string Columns = "g.id as grant_id, g.user_id, g.client_id, g.client_name, g.scope, g.project, g.resource";

    public Guid GrantId { get; init; }

    public UserId UserId { get; init; }

    public required string ClientId { get; init; }

    public required string ClientName { get; init; }

    public required string Scope { get; init; }

    public string? Project { get; init; }

    public required string Resource { get; init; }

    public required byte[] Hash { get; init; }

    public DateTimeOffset? UsedAt { get; init; }

    /// <summary>Neither expired nor revoked, and its user is not being deleted.</summary>
    public bool Usable { get; init; }

    /// <summary>Of a refresh token only.</summary>
    public ApiKeyId? ApiKeyId { get; init; }

    /// <summary>Of a code only.</summary>
    public string? RedirectUri { get; init; }

    /// <summary>Of a code only.</summary>
    public string? Challenge { get; init; }

    public bool IsProvedBy(CodeProof proof)
        => proof.RedirectUri == RedirectUri
            && (proof.Resource is null || proof.Resource == Resource)
            && CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(proof.Challenge), Encoding.UTF8.GetBytes(Challenge!));

    public NewApiKey ToKey(DateTimeOffset expiresAt)
        => new(UserId, ClientName, KeyScopes.Widest([Scope])!.Value, $"oauth:{ClientId}") { Project = Project, ExpiresAt = expiresAt };
}
