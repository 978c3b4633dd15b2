using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using DeployMcp.Domain.Failures;
using DeployMcp.Domain.Git;
using DeployMcp.Domain.Identity;
using DeployMcp.Platform.Git;
using DeployMcp.Tests.GitServer;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace DeployMcp.Tests.Platform.Git;

public sealed class GitSourceTests(SharedGitServer shared) : IClassFixture<SharedGitServer>, IDisposable
{
    /// <summary>Only root can hand files to another user.</summary>
    private static readonly int? Uid = Environment.UserName == "root" ? 200_123 : null;

    private readonly RunningGitServer _server = shared.Server;
    private readonly string _directory = NewDirectory();
    private readonly List<ServiceProvider> _providers = [];

    [Fact]
    public async Task FetchAsync_OfAnInternalCommit_BringsItsFilesForTheUid()
    {
        var (repo, work) = await PushedAsync("fetched");
        using var disposing = work;
        await work.CommitAsync("later.txt", "not wanted");
        await work.RunAsync("push", "origin", "main");
        var source = Source();
        var origin = new GitOrigin.Internal(repo);
        var first = await work.RunAsync("rev-parse", "main~1");

        var (head, message, author) = await source.ResolveAsync(origin, "main", CancellationToken.None);
        var fetched = await source.FetchAsync(Request(origin, first), CancellationToken.None);

        Assert.Equal((await work.RunAsync("rev-parse", "main"), "Change", await work.RunAsync("log", "-1", "--format=%an")), (head, message, author));
        Assert.Equal((first, 2, 14L), (fetched.Commit, fetched.Files, fetched.Bytes));
        Assert.Equal(["index.js", "package.json"], Directory.GetFileSystemEntries(Target).Select(Path.GetFileName).Order(StringComparer.Ordinal));
        Assert.Equal("run()\n", await File.ReadAllTextAsync(Path.Combine(Target, "index.js")));
        var owners = await StatAsync("-c", "%u", Target, Path.Combine(Target, "index.js"));
        Assert.All(owners.Split('\n'), o => Assert.Equal((Uid ?? 0).ToString(CultureInfo.InvariantCulture), Uid is null ? "0" : o));
    }

    [Fact]
    public async Task FetchAsync_Again_BringsOnlyTheDifferenceAndQuickly()
    {
        var (repo, work) = await PushedAsync("delta");
        using var disposing = work;
        await File.WriteAllBytesAsync(work.File("large.bin"), RandomNumberGenerator.GetBytes(3_000_000));
        var first = await work.CommitAllAsync();
        await work.RunAsync("push", "origin", "main");
        var origin = new GitOrigin.Internal(repo);
        var source = Source();
        await source.FetchAsync(Request(origin, first), CancellationToken.None);
        var second = await work.CommitAsync("index.js", "walk()\n");
        await work.RunAsync("push", "origin", "main");
        Directory.Delete(Target, recursive: true);

        var watch = Stopwatch.StartNew();
        await source.FetchAsync(Request(origin, second), CancellationToken.None);

        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(1), $"It took {watch.Elapsed}.");
        Assert.Equal("walk()\n", await File.ReadAllTextAsync(Path.Combine(Target, "index.js")));
        Assert.Equal(3_000_000, new FileInfo(Path.Combine(Target, "large.bin")).Length);
        var packs = new DirectoryInfo(Path.Combine(Cache, "git", "objects", "pack")).GetFiles("*.pack").Select(p => p.Length).Order().ToList();
        Assert.Equal(2, packs.Count);
        Assert.True(packs[0] < 2_000, $"The second pack has {packs[0]} bytes.");
    }

    [Fact]
    public async Task FetchAsync_WithASpoiltCache_MakesItAnew()
    {
        var (repo, work) = await PushedAsync("spoilt");
        using var disposing = work;
        var origin = new GitOrigin.Internal(repo);
        var source = Source();
        await source.FetchAsync(Request(origin, await work.RunAsync("rev-parse", "main")), CancellationToken.None);
        var second = await work.CommitAsync("index.js", "walk()\n");
        await work.RunAsync("push", "origin", "main");
        await File.WriteAllTextAsync(Path.Combine(Cache, "git", "shallow.lock"), "");
        Directory.Delete(Target, recursive: true);

        await source.FetchAsync(Request(origin, second), CancellationToken.None);

        Assert.Equal("walk()\n", await File.ReadAllTextAsync(Path.Combine(Target, "index.js")));
    }

    [Fact]
    public async Task FetchAsync_OfHostileContent_RunsNothingAndLeavesTheMachineAlone()
    {
        var (repo, work) = await PushedAsync("hostile");
        using var disposing = work;
        var proof = Path.Combine(_directory, "proof");
        await work.CommitAsync(".gitattributes", "* filter=evil\n");
        await work.CommitAsync(".gitmodules", "[submodule \"s\"]\n\tpath = s\n\turl = https://example.invalid/s.git\n");
        await work.CommitAsync("hooks/post-checkout", $"#!/bin/sh\ntouch {proof}\n");
        File.CreateSymbolicLink(work.File("link"), "/etc/passwd");
        File.CreateSymbolicLink(work.File("loop"), "..");
        var commit = await work.CommitAllAsync();
        await work.RunAsync("push", "origin", "main");

        await Source().FetchAsync(Request(new GitOrigin.Internal(repo), commit), CancellationToken.None);

        Assert.False(File.Exists(proof));
        Assert.Equal("/etc/passwd", new FileInfo(Path.Combine(Target, "link")).LinkTarget);
        Assert.False(Directory.Exists(Path.Combine(Target, ".git")));
        Assert.Equal("0", await StatAsync("-c", "%u", "/etc/passwd"));
        Assert.Equal(1, await GrepAsync("mlg_|extraHeader|Authorization"));
    }

    [Fact]
    public async Task ResolveAsync_WhereThereIsNothing_SaysWhat()
    {
        var source = Source();
        var (repo, work) = await PushedAsync("there");
        using var disposing = work;
        await work.RunAsync("push", "origin", "main:develop");
        var empty = await _server.CreateRepoAsync("empty");

        var noBranch = await FailureAsync(() => source.ResolveAsync(new GitOrigin.Internal(repo), "trunk", CancellationToken.None));
        var noCommits = await FailureAsync(() => source.ResolveAsync(new GitOrigin.Internal(empty), "main", CancellationToken.None));
        var noRepo = await FailureAsync(() => source.ResolveAsync(new GitOrigin.Internal(repo with { Id = RepoId.New() }), "main", CancellationToken.None));

        Assert.Equal((FailureCode.BranchNotFound, "Branches: develop, main"), (noBranch.Code, noBranch.Evidence));
        Assert.Equal(FailureCode.RepoEmpty, noCommits.Code);
        Assert.Equal(FailureCode.RepoNotFound, noRepo.Code);
    }

    [Fact]
    public async Task FetchAsync_OfACommitThatIsGone_SaysSo()
    {
        var (repo, work) = await PushedAsync("gone");
        using var disposing = work;

        var failure = await FailureAsync(() => Source().FetchAsync(Request(new GitOrigin.Internal(repo), new string('a', 40)), CancellationToken.None));

        Assert.Equal(FailureCode.BranchNotFound, failure.Code);
        Assert.Contains("redeploy_service", failure.Next, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Sources:MaxFiles", "1", "more than 1 files")]
    [InlineData("Sources:MaxTreeMiB", "1", "more than 1 MiB")]
    [InlineData("Sources:MaxPackMiB", "1", "brings more than 1 MiB")]
    public async Task FetchAsync_OverALimit_IsTheUsersFailure(string setting, string value, string message)
    {
        var (repo, work) = await PushedAsync($"limit-{setting[11..].ToLowerInvariant()}");
        using var disposing = work;
        var commit = await work.RunAsync("rev-parse", "main");
        if (setting != "Sources:MaxFiles")
        {
            await File.WriteAllBytesAsync(work.File("large.bin"), RandomNumberGenerator.GetBytes(2_000_000));
            commit = await work.CommitAllAsync();
            await work.RunAsync("push", "origin", "main");
        }

        var failure = await FailureAsync(() => Source((setting, value)).FetchAsync(Request(new GitOrigin.Internal(repo), commit), CancellationToken.None));

        Assert.Equal(FailureCode.QuotaExceeded, failure.Code);
        Assert.Contains(message, failure.Message, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFileSystemEntries(Target));
    }

    [Fact]
    public async Task FetchAsync_OfATreeThatMultipliesItself_StopsAtTheLimit()
    {
        var (repo, work) = await PushedAsync("bomb");
        using var disposing = work;
        var tree = await work.RunAsync("rev-parse", "main^{tree}");
        for (var level = 0; level < 9; level++)
        {
            await File.WriteAllTextAsync(work.File("list"), string.Concat(Enumerable.Range(0, 10).Select(i => $"040000 tree {tree}\td{i}\n")));
            tree = await ShellAsync(work, $"git mktree < {work.File("list")}");
        }

        var commit = await work.RunAsync("commit-tree", tree, "-m", "Two thousand million files");
        await work.RunAsync("push", "--force", "origin", $"{commit}:refs/heads/main");

        var failure = await FailureAsync(() => Source().FetchAsync(Request(new GitOrigin.Internal(repo), commit), CancellationToken.None));

        Assert.Equal(FailureCode.QuotaExceeded, failure.Code);
    }

    [Fact]
    public async Task FetchAsync_WithTheGitServerAway_IsNotTheUsersFailure()
    {
        var (repo, work) = await PushedAsync("away");
        using var disposing = work;
        var source = Source(("Git:ApiAddress", "http://127.0.0.1:1"));

        await Assert.ThrowsAsync<HttpRequestException>(() => source.ResolveAsync(new GitOrigin.Internal(repo), "main", CancellationToken.None));
        await Assert.ThrowsAsync<HttpRequestException>(() => source.FetchAsync(Request(new GitOrigin.Internal(repo), new string('a', 40)), CancellationToken.None));
    }

    [Fact]
    public async Task Https_WithACloneUrl_IsResolvedAndFetched()
    {
        var (repo, work) = await PushedAsync("public");
        using var disposing = work;
        await using var proxy = await TlsProxy.StartAsync(_server.Address, await _server.MintAsync(repo, GitAccess.Read));
        var source = Source(("Sources:AllowPrivateAddresses", "true"), ("Sources:CertificateAuthorities", proxy.CertificateFile));
        var origin = new GitOrigin.External(new Uri($"https://localhost:{proxy.Port}/{repo.Account}/{repo.Name}.git"));

        var (commit, _, _) = await source.ResolveAsync(origin, "main", CancellationToken.None);
        var fetched = await source.FetchAsync(Request(origin, commit), CancellationToken.None);

        Assert.Equal((commit, "Change"), (await work.RunAsync("rev-parse", "main"), fetched.Message));
        Assert.Equal(await work.RunAsync("log", "-1", "--format=%an"), fetched.Author);
        Assert.True(File.Exists(Path.Combine(Target, "index.js")));
        var absent = new GitOrigin.External(new Uri($"https://localhost:{proxy.Port}/{repo.Account}/absent.git"));
        Assert.Equal(FailureCode.RepoNotFound, (await FailureAsync(() => source.ResolveAsync(absent, "main", CancellationToken.None))).Code);
        var moved = new GitOrigin.External(new Uri($"https://localhost:{proxy.Port}/moved/x.git"));
        Assert.Contains("redirect", (await FailureAsync(() => source.ResolveAsync(moved, "main", CancellationToken.None))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Local_WithAFileUrl_IsResolvedAndFetched()
    {
        using var work = await GitWorkingCopy.InitAsync();
        var commit = await work.CommitAsync("app/index.js", "run()\n", "Local");
        var origin = new GitOrigin.External(new Uri("file://" + work.Path));
        var source = Source();

        var (head, _, _) = await source.ResolveAsync(origin, "main", CancellationToken.None);
        var fetched = await source.FetchAsync(Request(origin, commit), CancellationToken.None);

        Assert.Equal(commit, head);
        Assert.Equal("Local", fetched.Message);
        Assert.Equal("run()\n", await File.ReadAllTextAsync(Path.Combine(Target, "app/index.js")));
        Assert.Empty(Directory.GetFileSystemEntries(Cache));
        var absent = new GitOrigin.External(new Uri("file:///nowhere/at/all"));
        Assert.Equal(FailureCode.RepoNotFound, (await FailureAsync(() => source.ResolveAsync(absent, "main", CancellationToken.None))).Code);
    }

    public void Dispose()
    {
        _providers.ForEach(p => p.Dispose());
        Directory.Delete(_directory, recursive: true);
    }

    private string Target => Path.Combine(_directory, "source");

    private string Cache => Path.Combine(_directory, "cache");

    /// <summary>One that other users may walk through, as the builder's work directory is.</summary>
    private static string NewDirectory()
    {
        var directory = Directory.CreateTempSubdirectory("deploymcp-source-").FullName;
        File.SetUnixFileMode(directory, (UnixFileMode)0b111_001_001);
        return directory;
    }

    private static async Task<Failure> FailureAsync(Func<Task> act) => (await Assert.ThrowsAsync<DeploymentFailureException>(act)).Failure;

    private FetchRequest Request(GitOrigin origin, string commit) => new(origin, "main", commit, Target, Cache, Uid);

    private GitSource Source(params (string Key, string Value)[] settings)
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Git:ApiAddress"] = _server.Address.ToString(),
            ["Git:ServiceToken"] = RunningGitServer.ServiceToken,
        }).AddInMemoryCollection(settings.Select(s => KeyValuePair.Create(s.Key, (string?)s.Value))).Build();
        var provider = new ServiceCollection().AddLogging().AddGitPlatform(configuration).BuildServiceProvider();
        _providers.Add(provider);
        return provider.GetRequiredService<GitSource>();
    }

    private async Task<(Repo Repo, GitWorkingCopy Work)> PushedAsync(string name)
    {
        var repo = await _server.CreateRepoAsync(name);
        var work = await GitWorkingCopy.InitAsync(_server.UrlOf(repo, await _server.MintAsync(repo)));
        await File.WriteAllTextAsync(work.File("index.js"), "run()\n");
        await work.CommitAsync("package.json", "{ \"a\" }\n");
        await work.RunAsync("push", "origin", "main");
        return (repo, work);
    }

    private static async Task<string> StatAsync(params string[] arguments) => (await RunAsync("stat", arguments)).Output;

    /// <summary>grep's exit code over everything that a fetch has left on the disk: 1 is nothing found.</summary>
    private async Task<int> GrepAsync(string pattern) => (await RunAsync("grep", "-rqE", pattern, Cache, Target)).ExitCode;

    private static async Task<string> ShellAsync(GitWorkingCopy work, string command) => (await RunAsync("sh", "-c", $"cd {work.Path} && {command}")).Output;

    private static async Task<(int ExitCode, string Output)> RunAsync(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true })!;
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (process.ExitCode, output.Trim());
    }
}
