using System.IO.Compression;
using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using DeployMcp.Domain.Git;

namespace DeployMcp.Tests.GitServer;

public sealed class SharedGitServer : IAsyncLifetime
{
    public RunningGitServer Server { get; private set; } = null!;

    public async Task InitializeAsync() => Server = await RunningGitServer.StartAsync();

    public async Task DisposeAsync() => await Server.DisposeAsync();
}

public class SmartHttpTests(SharedGitServer shared) : IClassFixture<SharedGitServer>
{
    private readonly RunningGitServer _server = shared.Server;

    [Theory]
    [InlineData("0")]
    [InlineData("1")]
    [InlineData("2")]
    public async Task PushThenClone_InEachProtocolVersion_GivesTheSameFiles(string version)
    {
        var repo = await _server.CreateRepoAsync($"roundtrip-{version}");
        var url = _server.UrlOf(repo, await _server.MintAsync(repo));
        using var work = await GitWorkingCopy.InitAsync(url);
        var commit = await work.CommitAsync("src/index.js", "console.log('hello')\n");
        await work.RunAsync("-c", $"protocol.version={version}", "push", "origin", "main");

        using var other = new GitWorkingCopy();
        await other.RunAsync("-c", $"protocol.version={version}", "clone", url, "copy");

        Assert.Equal("console.log('hello')\n", await File.ReadAllTextAsync(other.File("copy/src/index.js")));
        Assert.Equal(commit, await other.RunAsync("-C", "copy", "rev-parse", "HEAD"));
        Assert.Equal("main", await other.RunAsync("-C", "copy", "branch", "--show-current"));
    }

    [Fact]
    public async Task Clone_OfARepoThatNobodyPushedTo_IsEmptyOnMain()
    {
        var repo = await _server.CreateRepoAsync("untouched");
        using var work = new GitWorkingCopy();

        await work.RunAsync("clone", _server.UrlOf(repo, await _server.MintAsync(repo, GitAccess.Read)), "copy");

        Assert.Equal("main", await work.RunAsync("-C", "copy", "branch", "--show-current"));
    }

    [Fact]
    public async Task Fetch_AfterAnotherPush_BringsTheNewCommit()
    {
        var repo = await _server.CreateRepoAsync("fetch");
        var url = _server.UrlOf(repo, await _server.MintAsync(repo));
        using var work = await GitWorkingCopy.InitAsync(url);
        await work.CommitAsync("a", "1");
        await work.RunAsync("push", "origin", "main");
        using var other = new GitWorkingCopy();
        await other.RunAsync("clone", url[..^".git".Length], "copy");

        var second = await work.CommitAsync("a", "2");
        await work.RunAsync("push", "origin", "main");
        await other.RunAsync("-C", "copy", "pull", "--ff-only");

        Assert.Equal(second, await other.RunAsync("-C", "copy", "rev-parse", "HEAD"));
    }

    [Fact]
    public async Task Clone_Shallow_HasOneCommitAndCanBeDeepened()
    {
        var repo = await _server.CreateRepoAsync("shallow");
        var url = _server.UrlOf(repo, await _server.MintAsync(repo));
        using var work = await GitWorkingCopy.InitAsync(url);
        for (var i = 0; i < 5; i++)
        {
            await work.CommitAsync("a", $"{i}");
        }

        await work.RunAsync("push", "origin", "main");
        using var other = new GitWorkingCopy();
        await other.RunAsync("clone", "--depth", "1", url, "copy");
        Assert.Equal("1", await other.RunAsync("-C", "copy", "rev-list", "--count", "HEAD"));

        await other.RunAsync("-C", "copy", "fetch", "--deepen", "2");
        Assert.Equal("3", await other.RunAsync("-C", "copy", "rev-list", "--count", "HEAD"));
    }

    [Fact]
    public async Task Push_FromAShallowClone_IsTaken()
    {
        var repo = await _server.CreateRepoAsync("shallow-push");
        var url = _server.UrlOf(repo, await _server.MintAsync(repo));
        using var work = await GitWorkingCopy.InitAsync(url);
        await work.CommitAsync("a", "1");
        await work.CommitAsync("a", "2");
        await work.RunAsync("push", "origin", "main");
        using var other = await GitWorkingCopy.InitAsync(url);
        await other.RunAsync("fetch", "--depth", "1", "origin", "main");
        await other.RunAsync("reset", "--hard", "FETCH_HEAD");

        var third = await other.CommitAsync("a", "3");
        await other.RunAsync("push", "origin", "main");

        Assert.StartsWith(third, await work.RunAsync("ls-remote", "origin", "main"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Push_OfManyRandomMegabytes_ArrivesWhole()
    {
        var repo = await _server.CreateRepoAsync("large");
        var url = _server.UrlOf(repo, await _server.MintAsync(repo));
        using var work = await GitWorkingCopy.InitAsync(url);
        await work.RunAsync("config", "core.compression", "0");
        var content = RandomNumberGenerator.GetBytes(60 * 1024 * 1024);
        await File.WriteAllBytesAsync(work.File("large.bin"), content);
        await work.CommitAllAsync();

        await work.RunAsync("push", "origin", "main");

        using var other = new GitWorkingCopy();
        await other.RunAsync("clone", url, "copy");
        Assert.Equal(SHA256.HashData(content), SHA256.HashData(await File.ReadAllBytesAsync(other.File("copy/large.bin"))));
    }

    [Fact]
    public async Task Push_ForcedAndDeleting_MovesAndRemovesBranches()
    {
        var repo = await _server.CreateRepoAsync("forced");
        using var work = await GitWorkingCopy.InitAsync(_server.UrlOf(repo, await _server.MintAsync(repo)));
        await work.CommitAsync("a", "1");
        await work.RunAsync("push", "origin", "main", "main:topic/one");
        await work.RunAsync("commit", "--amend", "--message", "Rewritten");
        Assert.NotEqual(0, (await work.TryAsync("push", "origin", "main")).ExitCode);

        await work.RunAsync("push", "--force", "origin", "main", ":topic/one");

        var refs = await work.RunAsync("ls-remote", "--heads", "origin");
        Assert.Equal($"{await work.RunAsync("rev-parse", "main")}\trefs/heads/main", refs);
    }

    [Fact]
    public async Task Push_OfManyClientsAtOnce_StoresEveryBranch()
    {
        var repo = await _server.CreateRepoAsync("concurrent");
        var url = _server.UrlOf(repo, await _server.MintAsync(repo));

        await Task.WhenAll(Enumerable.Range(0, 6).Select(async i =>
        {
            using var work = await GitWorkingCopy.InitAsync(url);
            await work.CommitAsync($"file-{i}", $"{i}");
            await work.RunAsync("push", "origin", $"main:branch-{i}");
        }));

        using var other = await GitWorkingCopy.InitAsync(url);
        Assert.Equal(6, (await other.RunAsync("ls-remote", "--heads", "origin")).Split('\n').Length);
    }

    [Fact]
    public async Task Fetch_WithAGzippedRequest_IsUnderstood()
    {
        var repo = await _server.CreateRepoAsync("gzip");
        var token = await _server.MintAsync(repo);
        using var work = await GitWorkingCopy.InitAsync(_server.UrlOf(repo, token));
        var commit = await work.CommitAsync("a", "1");
        await work.RunAsync("push", "origin", "main");
        using var packed = new MemoryStream();
        await using (var gzip = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true))
        {
            await gzip.WriteAsync(Encoding.ASCII.GetBytes($"0032want {commit}\n00000009done\n"));
        }

        using var client = _server.Client(token);
        using var content = new ByteArrayContent(packed.ToArray());
        content.Headers.ContentType = new MediaTypeHeaderValue("application/x-git-upload-pack-request");
        content.Headers.ContentEncoding.Add("gzip");
        var answer = await client.PostAsync($"/{repo.Account}/{repo.Name}/git-upload-pack", content);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        var bytes = await answer.Content.ReadAsByteArrayAsync();
        Assert.True(bytes.AsSpan().StartsWith("0008NAK\nPACK"u8), Encoding.Latin1.GetString(bytes));
    }

    [Fact]
    public async Task Post_OfSomethingElseThanAPush_Answers400And415()
    {
        var repo = await _server.CreateRepoAsync("nonsense");
        using var client = _server.Client(await _server.MintAsync(repo));
        using var nonsense = new StringContent("this is no pkt-line", new MediaTypeHeaderValue("application/x-git-receive-pack-request"));
        using var json = new StringContent("{}", new MediaTypeHeaderValue("application/json"));

        Assert.Equal(HttpStatusCode.BadRequest, (await client.PostAsync($"/{repo.Account}/{repo.Name}.git/git-receive-pack", nonsense)).StatusCode);
        Assert.Equal(HttpStatusCode.UnsupportedMediaType, (await client.PostAsync($"/{repo.Account}/{repo.Name}.git/git-receive-pack", json)).StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, (await client.GetAsync($"/{repo.Account}/{repo.Name}.git/info/refs")).StatusCode);
    }
}
