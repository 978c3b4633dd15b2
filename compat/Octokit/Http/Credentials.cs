namespace Octokit;

public enum AuthenticationType
{
    Anonymous,
    Basic,
    Oauth,
    Bearer,
}

/// <summary>Who a request is from: nobody, an OAuth or installation token (<c>Authorization: Token</c>), or a bearer token such as an app's JWT.</summary>
public class Credentials
{
    public static readonly Credentials Anonymous = new();

    private Credentials() => AuthenticationType = AuthenticationType.Anonymous;

    public Credentials(string token)
        : this(token, AuthenticationType.Oauth)
    {
    }

    public Credentials(string token, AuthenticationType authenticationType)
    {
        ArgumentException.ThrowIfNullOrEmpty(token);
        Password = token;
        AuthenticationType = authenticationType;
    }

    public string? Password { get; private set; }

    public AuthenticationType AuthenticationType { get; private set; }

    public string? GetToken() => Password;
}

public interface ICredentialStore
{
    Task<Credentials> GetCredentials();
}
