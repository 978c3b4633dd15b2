using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using DeployMcp.Domain.Failures;
using DeployMcp.Domain.Git;
using DeployMcp.Domain.Identity;
using DeployMcp.Domain.Security;

namespace DeployMcp.Platform.Git;

/// <param name="Token">For git's password; any user name goes with it.</param>
public sealed record MintedToken(Sensitive Token, DateTimeOffset ExpiresAt);

/// <summary>
/// The git server's own API. A server that can't be reached or fails is the platform's fault and comes as an
/// <see cref="HttpRequestException"/> or a <see cref="TaskCanceledException"/>, which may be retried.
/// </summary>
public sealed class InternalGitHost(IHttpClientFactory clients)
{
    internal const string ClientName = "git-server";

    /// <summary>Makes the bare repository of a row that exists. May be repeated.</summary>
    /// <exception cref="DeploymentFailureException">repo_not_found: there is no such row.</exception>
    public async Task EnsureRepoAsync(RepoId id, CancellationToken cancellationToken)
    {
        using var client = clients.CreateClient(ClientName);
        using var answer = await client.PutAsync(Path(id), content: null, cancellationToken);
        Check(answer);
    }

    /// <param name="lifetime">1 minute to 30 days.</param>
    /// <exception cref="DeploymentFailureException">repo_not_found.</exception>
    public async Task<MintedToken> MintTokenAsync(RepoId id, GitAccess access, TimeSpan lifetime, CancellationToken cancellationToken)
    {
        using var client = clients.CreateClient(ClientName);
        using var answer = await client.PostAsJsonAsync($"{Path(id)}/tokens", new MintTokenRequest(access, (int)lifetime.TotalSeconds), cancellationToken);
        Check(answer);
        var minted = await answer.Content.ReadFromJsonAsync<MintTokenResponse>(cancellationToken);
        return new MintedToken(new Sensitive(minted!.Token), minted.ExpiresAt);
    }

    /// <summary>The head of a branch, or which branches there are instead.</summary>
    /// <exception cref="DeploymentFailureException">repo_not_found.</exception>
    public async Task<BranchHead> BranchHeadAsync(RepoId id, string branch, CancellationToken cancellationToken)
    {
        using var client = clients.CreateClient(ClientName);
        var escaped = string.Join('/', branch.Split('/').Select(Uri.EscapeDataString));
        using var answer = await client.GetAsync($"{Path(id)}/branches/{escaped}", cancellationToken);
        Check(answer);
        return (await answer.Content.ReadFromJsonAsync<BranchHead>(cancellationToken))!;
    }

    /// <summary>Removes the repository from the disk. May be repeated.</summary>
    public async Task DeleteAsync(RepoId id, CancellationToken cancellationToken)
    {
        using var client = clients.CreateClient(ClientName);
        using var answer = await client.DeleteAsync(Path(id), cancellationToken);
        Check(answer);
    }

    internal static void Configure(HttpClient client, InternalGitOptions options)
    {
        client.BaseAddress = new Uri(options.ApiAddress);
        client.Timeout = TimeSpan.FromSeconds(30);
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", options.ServiceToken);
    }

    private static string Path(RepoId id) => $"/api/repos/{id}";

    private static void Check(HttpResponseMessage answer)
    {
        if (answer.StatusCode == HttpStatusCode.NotFound)
        {
            throw GitFailures.RepoNotFound("The git host has no such repo.", null);
        }

        answer.EnsureSuccessStatusCode();
    }
}
