using DeployMcp.Data.OAuth;

namespace DeployMcp.Server.OAuth.Clients;

/// <summary>Clients by their id, however they made themselves known.</summary>
internal sealed class ClientDirectory(OAuthClientStore registered, ClientDocuments documents)
{
    private const int MaxIdLength = 1_000;

    /// <summary>Null when there is no such client.</summary>
    /// <exception cref="ClientDocumentException">Its metadata document can't be had or used.</exception>
    public async Task<OAuthClient?> FindAsync(string? id, CancellationToken cancellationToken)
    {
        if (id is not { Length: > 0 and <= MaxIdLength } || id.Any(char.IsControl))
        {
            return null;
        }

        if (documents.IsDocumentUrl(id))
        {
            return await documents.GetAsync(new Uri(id), cancellationToken);
        }

        return await registered.FindAsync(id) is { } known
            ? new OAuthClient(known.Id, known.Name, Host: null, known.RedirectUris, known.AuthMethod, known.SecretHash)
            : null;
    }
}
