using System.Diagnostics;
using System.Text.Json;
using DeployMcp.Platform.GitHub;
using DeployMcp.Tests.Clients;
using DeployMcp.Tests.Fixtures.GitHubStandIn;

namespace DeployMcp.Tests.Platform.GitHub;

/// <summary>
/// The stand-in is ours, so that it could be wrong in the way that we are: GitHub's own client for apps (npm
/// <c>@octokit/auth-app</c>) has to get along with it, and to see what we see.
/// </summary>
public class OfficialClientTests(GitHubBench bench) : IClassFixture<GitHubBench>
{
    private static readonly NpmInstallation Client = NpmInstallation.OfPackages("octokit-app", "@octokit/auth-app@8.3.1", "@octokit/core@7.0.8");

    private const string Program = """
        import { createAppAuth } from "@octokit/auth-app";
        import { Octokit } from "@octokit/core";
        let text = "";
        for await (const part of process.stdin) text += part;
        const { appId, privateKey, baseUrl, installationId, repositoryId, owner } = JSON.parse(text);
        const app = new Octokit({ baseUrl, authStrategy: createAppAuth, auth: { appId, privateKey, installationId } });
        const installation = await app.request("GET /app/installations/{id}", { id: installationId });
        const first = await app.request("GET /installation/repositories", { per_page: 2 });
        const auth = createAppAuth({ appId, privateKey, request: app.request });
        const narrow = await auth({ type: "installation", installationId, repositoryIds: [repositoryId], permissions: { contents: "read" } });
        const renamed = await new Octokit({ baseUrl, auth: narrow.token }).request("GET /repos/{owner}/{repo}", { owner, repo: "before" });
        const suspended = await app.request("GET /repos/{owner}/{repo}/installation", { owner, repo: "none" }).catch(e => e.status);
        console.log(JSON.stringify({
            account: installation.data.account.login, target: installation.data.target_type, total: first.data.total_count, onPage: first.data.repositories.length,
            link: first.headers.link, narrow: narrow.token, selection: narrow.repositorySelection, permissions: narrow.permissions, renamed: renamed.data.full_name, absent: suspended }));
        """;

    [Fact]
    public async Task AuthApp_SeesTheStandInAsWeDo()
    {
        var owner = bench.State.AddAccount($"official-{StandInState.NextId()}");
        var repo = bench.State.AddRepo(owner, "before");
        bench.State.AddRepo(owner, "second");
        bench.State.AddRepo(owner, "third");
        var installation = bench.State.Install(owner);
        StandInState.Move(repo, owner, "after");

        var seen = await RunAsync(new
        {
            appId = StandInState.AppId,
            privateKey = bench.State.Key.ExportPkcs8PrivateKeyPem(),
            baseUrl = $"{bench.GitHub.Url}/api/v3",
            installationId = installation.Id,
            repositoryId = repo.Id,
            owner = owner.Login,
        });
        var ours = await bench.Get<GitHubInstallations>().FindAsync(installation.Id, CancellationToken.None);

        Assert.Equal((ours!.Account, ours.AccountType, ours.Repositories.Count), (Text(seen, "account"), Text(seen, "target"), seen.GetProperty("total").GetInt32()));
        Assert.Equal(2, seen.GetProperty("onPage").GetInt32());
        Assert.Contains("rel=\"next\"", Text(seen, "link"), StringComparison.Ordinal);
        Assert.Equal([repo.Id], bench.State.FindToken(Text(seen, "narrow"))!.RepositoryIds!);
        Assert.Equal(("selected", "read"), (Text(seen, "selection"), Text(seen.GetProperty("permissions"), "contents")));
        Assert.Equal($"{owner.Login}/after", Text(seen, "renamed"));
        Assert.Equal(404, seen.GetProperty("absent").GetInt32());
    }

    private static string Text(JsonElement element, string name) => element.GetProperty(name).GetString()!;

    private static async Task<JsonElement> RunAsync(object input)
    {
        var start = new ProcessStartInfo("node", ["--input-type=module", "--eval", Program])
        {
            WorkingDirectory = await Client.InstallAsync(),
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var node = Process.Start(start)!;
        var errors = node.StandardError.ReadToEndAsync();
        await node.StandardInput.WriteAsync(JsonSerializer.Serialize(input));
        node.StandardInput.Close();
        var output = await node.StandardOutput.ReadToEndAsync();
        await node.WaitForExitAsync();
        return node.ExitCode == 0 ? JsonDocument.Parse(output).RootElement : throw new InvalidOperationException($"The client ended with {node.ExitCode}: {await errors}");
    }
}
