using DeployMcp.Data.Audit;
using DeployMcp.Data.OAuth;
using DeployMcp.Domain.Security;
using DeployMcp.Server.Keys;
using DeployMcp.Server.OAuth.Clients;

namespace DeployMcp.Server.OAuth.Token;

/// <summary>Turns codes and refresh tokens into keys, and sees to it that keys which die of that are forgotten at once.</summary>
internal sealed class IssueTokens(GrantStore grants, ApiKeyVerifier verifier, AuditLog audit)
{
    /// <returns>Null when the code is not good for this client, redirect URI, verifier and resource, or no longer.</returns>
    public async Task<IssuedTokens?> ByCodeAsync(OAuthClient client, Sensitive code, string redirectUri, string challenge, string? resource)
        => await FinishAsync(client, await grants.RedeemCodeAsync(code, new CodeProof(client.Id, redirectUri, challenge, resource)), "replayed code");

    public async Task<IssuedTokens?> ByRefreshTokenAsync(OAuthClient client, Sensitive refreshToken, string? resource)
        => await FinishAsync(client, await grants.RefreshAsync(refreshToken, client.Id, resource), "reused refresh token");

    private async Task<IssuedTokens?> FinishAsync(OAuthClient client, Redemption redemption, string reason)
    {
        // The other processes hear of it from the database, a moment later.
        foreach (var key in redemption.Revoked)
        {
            verifier.Forget(key);
        }

        if (redemption.Tokens is { } tokens)
        {
            await audit.WriteAsync(tokens.Key.UserId, tokens.Key.Id, "issue_key", $"client {client.Name}", $"created {tokens.Key.Prefix}");
        }
        else if (redemption.Owner is { } owner)
        {
            await audit.WriteAsync(owner, null, "revoke_grant", $"client {client.Name}", reason);
        }

        return redemption.Tokens;
    }
}
