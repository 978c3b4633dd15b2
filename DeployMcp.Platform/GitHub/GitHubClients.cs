using DeployMcp.Domain.Security;
using Octokit;
using Octokit.Internal;

namespace DeployMcp.Platform.GitHub;

/// <summary>Octokit's clients over one shared set of connections, each with the credentials of one caller.</summary>
public sealed class GitHubClients(GitHubOptions options, AppKey key) : IDisposable
{
    private static readonly ProductHeaderValue Product = new("deploy-mcp", "1.0");

    private readonly Lazy<HttpClientAdapter> _http = new(() =>
    {
        var adapter = new HttpClientAdapter(HttpMessageHandlerFactory.CreateDefault);
        adapter.SetRequestTimeout(options.RequestTimeout);
        return adapter;
    });

    public GitHubClient AsApp() => With(new Credentials(key.CreateToken().Reveal(), AuthenticationType.Bearer));

    public GitHubClient With(Sensitive token) => With(new Credentials(token.Reveal()));

    public GitHubClient Anonymous() => With(Credentials.Anonymous);

    public void Dispose()
    {
        if (_http.IsValueCreated)
        {
            _http.Value.Dispose();
        }
    }

    private GitHubClient With(Credentials credentials)
        => new(new Connection(Product, options.ApiBase, new InMemoryCredentialStore(credentials), _http.Value, new SimpleJsonSerializer()));
}
