using DeployMcp.Data.Audit;
using DeployMcp.Data.Keys;
using DeployMcp.Data.OAuth;
using DeployMcp.Domain.Security;
using DeployMcp.Server.Keys;
using DeployMcp.Server.OAuth.Clients;

namespace DeployMcp.Server.OAuth.Revocation;

/// <summary>Ends what a token belongs to: the grant with its key and its refresh token, whichever of both was brought.</summary>
internal sealed class RevokeTokens(GrantStore grants, ApiKeyVerifier verifier, AuditLog audit)
{
    /// <summary>Does nothing for a token that is no longer one, or another client's.</summary>
    public async Task RunAsync(OAuthClient client, Sensitive token, CancellationToken cancellationToken)
    {
        var revoked = await RevokeAsync(client, token, cancellationToken);
        foreach (var key in revoked.Revoked)
        {
            verifier.Forget(key);
        }

        if (revoked.Owner is { } owner)
        {
            await audit.WriteAsync(owner, null, "revoke_grant", $"client {client.Name}", "revoked by the client");
        }
    }

    private async Task<Redemption> RevokeAsync(OAuthClient client, Sensitive token, CancellationToken cancellationToken)
    {
        if (!ApiKeyFormat.IsWellFormed(token.Reveal()))
        {
            return await grants.RevokeAsync(client.Id, token, key: null);
        }

        var principal = await verifier.VerifyAsync(token, from: null, cancellationToken);
        return principal is null ? Redemption.Refused : await grants.RevokeAsync(client.Id, refreshToken: null, principal.Caller.KeyId);
    }
}
