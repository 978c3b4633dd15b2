using System.Net.Http.Headers;

namespace k8s.Authentication;

public interface ITokenProvider
{
    Task<AuthenticationHeaderValue> GetAuthenticationHeaderAsync(CancellationToken cancellationToken);
}

/// <summary>A token in a file that the kubelet renews: read for each request, as it may be another one by now.</summary>
public class TokenFileAuth(string tokenFile) : ITokenProvider
{
    /// <exception cref="k8s.Exceptions.KubeConfigException">The file can't be read.</exception>
    public async Task<AuthenticationHeaderValue> GetAuthenticationHeaderAsync(CancellationToken cancellationToken)
    {
        try
        {
            return new AuthenticationHeaderValue("Bearer", (await File.ReadAllTextAsync(tokenFile, cancellationToken).ConfigureAwait(false)).Trim());
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new Exceptions.KubeConfigException($"The token file {tokenFile} can't be read", e);
        }
    }
}
