namespace Octokit;

public interface IOauthClient
{
    Uri GetGitHubLoginUrl(OauthLoginRequest request);

    Task<OauthToken> CreateAccessToken(OauthTokenRequest request);
}

/// <summary>The web flow, which lives on GitHub's web address and not on its API's.</summary>
public class OauthClient(IConnection connection) : IOauthClient
{
    private readonly Uri _host = connection.BaseAddress.Host == "api.github.com" ? new Uri("https://github.com") : new Uri(connection.BaseAddress, "/");

    public Uri GetGitHubLoginUrl(OauthLoginRequest request)
        => Connection.WithParameters(new Uri(_host, "login/oauth/authorize"), request.ToParametersDictionary());

    public async Task<OauthToken> CreateAccessToken(OauthTokenRequest request)
    {
        using var form = new FormUrlEncodedContent(request.ToParametersDictionary());
        var answer = await connection.Post<OauthToken>(Relative.Of($"login/oauth/access_token"), form, "application/json", null, _host).ConfigureAwait(false);
        return answer.Body;
    }
}
