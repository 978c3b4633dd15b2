namespace Octokit;

/// <summary>GitHub's REST API, version 3.</summary>
public class GitHubClient
{
    public static readonly Uri GitHubApiUrl = new("https://api.github.com/");

    public GitHubClient(ProductHeaderValue productInformation)
        : this(new Connection(productInformation, GitHubApiUrl))
    {
    }

    public GitHubClient(ProductHeaderValue productInformation, Uri baseAddress)
        : this(new Connection(productInformation, FixUpBaseUri(baseAddress)))
    {
    }

    public GitHubClient(IConnection connection)
    {
        Connection = connection;
        var api = new ApiConnection(connection);
        GitHubApps = new GitHubAppsClient(api);
        Oauth = new OauthClient(connection);
        Repository = new RepositoriesClient(api);
        User = new UsersClient(api);
    }

    public IConnection Connection { get; private set; }

    public Credentials Credentials
    {
        get => Connection.Credentials;
        set => Connection.Credentials = value;
    }

    public IGitHubAppsClient GitHubApps { get; private set; }

    public IOauthClient Oauth { get; private set; }

    public IRepositoriesClient Repository { get; private set; }

    public IUsersClient User { get; private set; }

    public ApiInfo? GetLastApiInfo() => Connection.GetLastApiInfo();

    /// <summary>An enterprise server has its API under a path of its web address; github.com on a host of its own.</summary>
    private static Uri FixUpBaseUri(Uri uri)
    {
        ArgumentNullException.ThrowIfNull(uri);
        return uri.Host is "github.com" or "api.github.com" ? GitHubApiUrl : new Uri(uri, new Uri("/api/v3/", UriKind.Relative));
    }
}
