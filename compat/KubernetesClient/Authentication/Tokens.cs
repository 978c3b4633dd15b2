using System.Net.Http.Headers;

namespace k8s.Authentication;

public interface ITokenProvider
{
    Task<AuthenticationHeaderValue> GetAuthenticationHeaderAsync(CancellationToken cancellationToken);
}

/// <summary>A token in a file that the kubelet renews: read again each minute.</summary>
public class TokenFileAuth(string tokenFile) : ITokenProvider
{
    private string _token;
    private DateTime _readAgain;

    public async Task<AuthenticationHeaderValue> GetAuthenticationHeaderAsync(CancellationToken cancellationToken)
    {
        if (_readAgain < DateTime.UtcNow)
        {
            _token = (await File.ReadAllTextAsync(tokenFile, cancellationToken).ConfigureAwait(false)).Trim();
            _readAgain = DateTime.UtcNow.AddMinutes(1);
        }

        return new AuthenticationHeaderValue("Bearer", _token);
    }
}
