using System.Security.Cryptography;
using DeployMcp.Domain.Git;

namespace DeployMcp.Tests.GitServer;

public class PushLimitTests
{
    [Fact]
    public async Task Push_OverTheSizeLimit_IsRefusedWithAReasonAndTheServerGoesOn()
    {
        await using var server = await RunningGitServer.StartAsync(new Dictionary<string, string?> { ["Git:MaxPushBytes"] = "2000000" });
        var repo = await server.CreateRepoAsync("big");
        using var work = await GitWorkingCopy.InitAsync(server.UrlOf(repo, await server.MintAsync(repo)));
        await work.RunAsync("config", "core.compression", "0");
        await File.WriteAllBytesAsync(work.File("big.bin"), RandomNumberGenerator.GetBytes(3_000_000));
        await work.CommitAllAsync();

        var push = await work.TryAsync("push", "origin", "main");

        Assert.Equal(1, push.ExitCode);
        Assert.Contains("pack exceeds maximum allowed size", push.Errors, StringComparison.Ordinal);
        File.Delete(work.File("big.bin"));
        await work.RunAsync("commit", "--quiet", "--amend", "--all", "--allow-empty", "--message", "Small");
        await work.RunAsync("push", "origin", "main");
        Assert.Empty(Directory.GetDirectories(Path.Combine(server.DataDirectory, GitUrl.PathOf(repo.Id), "objects"), "tmp_*"));
    }

    [Fact]
    public async Task Push_FarOverTheSizeLimit_IsCutOff()
    {
        await using var server = await RunningGitServer.StartAsync(new Dictionary<string, string?> { ["Git:MaxPushBytes"] = "1000000" });
        var repo = await server.CreateRepoAsync("huge");
        using var work = await GitWorkingCopy.InitAsync(server.UrlOf(repo, await server.MintAsync(repo)));
        await work.RunAsync("config", "core.compression", "0");
        await File.WriteAllBytesAsync(work.File("huge.bin"), RandomNumberGenerator.GetBytes(40_000_000));
        await work.CommitAllAsync();

        Assert.NotEqual(0, (await work.TryAsync("push", "origin", "main")).ExitCode);

        Assert.Equal("", await work.RunAsync("ls-remote", "origin"));
    }

    [Fact]
    public async Task Push_OfTooManyObjects_IsRefusedBeforeGitSeesThem()
    {
        await using var server = await RunningGitServer.StartAsync(new Dictionary<string, string?> { ["Git:MaxPushObjects"] = "20" });
        var repo = await server.CreateRepoAsync("many");
        using var work = await GitWorkingCopy.InitAsync(server.UrlOf(repo, await server.MintAsync(repo)));
        for (var i = 0; i < 30; i++)
        {
            await File.WriteAllTextAsync(work.File($"{i}.txt"), $"{i}");
        }

        await work.CommitAllAsync();
        var push = await work.TryAsync("push", "origin", "main");

        Assert.Equal(1, push.ExitCode);
        Assert.Contains("remote: error: the push holds 32 objects; at most 20 are taken at once", push.Errors, StringComparison.Ordinal);
        Assert.Contains("remote rejected", push.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Push_ToAFullRepository_IsToldSo()
    {
        await using var server = await RunningGitServer.StartAsync(new Dictionary<string, string?> { ["Git:MaxRepoBytes"] = "100000" });
        var repo = await server.CreateRepoAsync("full");
        using var work = await GitWorkingCopy.InitAsync(server.UrlOf(repo, await server.MintAsync(repo)));
        await File.WriteAllBytesAsync(work.File("half.bin"), RandomNumberGenerator.GetBytes(90_000));
        await work.CommitAllAsync();
        await work.RunAsync("push", "origin", "main");
        await File.WriteAllBytesAsync(work.File("more.bin"), RandomNumberGenerator.GetBytes(60_000));
        await work.CommitAllAsync();
        Assert.Contains("exceeds maximum", (await work.TryAsync("push", "origin", "main")).Errors, StringComparison.Ordinal);

        await File.WriteAllBytesAsync(Path.Combine(server.DataDirectory, GitUrl.PathOf(repo.Id), "objects", "ballast"), new byte[20_000]);
        var push = await work.TryAsync("push", "origin", "main");

        Assert.Equal(128, push.ExitCode);
        Assert.Contains("this repository is full", push.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Push_BrokenOffByTheClient_LeavesNothingBehind()
    {
        await using var server = await RunningGitServer.StartAsync();
        var repo = await server.CreateRepoAsync("broken");
        using var work = await GitWorkingCopy.InitAsync(server.UrlOf(repo, await server.MintAsync(repo)));
        await work.RunAsync("config", "core.compression", "0");
        await File.WriteAllBytesAsync(work.File("big.bin"), RandomNumberGenerator.GetBytes(100_000_000));
        await work.CommitAllAsync();
        var objects = Path.Combine(server.DataDirectory, GitUrl.PathOf(repo.Id), "objects");
        using var killing = new CancellationTokenSource();

        var push = work.TryAsync(["-c", "http.lowSpeedLimit=0", "push", "origin", "main"], killing.Token);
        await Eventually.TrueAsync(() => Directory.Exists(objects) && Directory.GetDirectories(objects, "tmp_objdir-incoming-*").Length > 0);
        await killing.CancelAsync();
        await push;

        await Eventually.TrueAsync(() => Directory.GetDirectories(objects, "tmp_objdir-incoming-*").Length == 0);
        await work.CommitAsync("a", "1");
        Assert.Equal("", await work.RunAsync("ls-remote", "origin"));
    }
}
