using System.Diagnostics;

namespace DeployMcp.Tests.GitServer;

public sealed record GitAnswer(int ExitCode, string Output, string Errors);

/// <summary>A directory in which the ordinary <c>git</c> client works, as on an agent's machine.</summary>
public sealed class GitWorkingCopy : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("deploymcp-work-").FullName;

    public static async Task<GitWorkingCopy> InitAsync(string? remote = null)
    {
        var copy = new GitWorkingCopy();
        await copy.RunAsync("init", "--quiet", "--initial-branch=main");
        if (remote is not null)
        {
            await copy.RunAsync("remote", "add", "origin", remote);
        }

        return copy;
    }

    public string File(string name) => System.IO.Path.Combine(Path, name);

    /// <summary>The new commit's id.</summary>
    public async Task<string> CommitAsync(string file, string content, string message = "Change")
    {
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(File(file))!);
        await System.IO.File.WriteAllTextAsync(File(file), content);
        return await CommitAllAsync(message);
    }

    public async Task<string> CommitAllAsync(string message = "Change")
    {
        await RunAsync("add", "--all");
        await RunAsync("commit", "--quiet", "--allow-empty", "--message", message);
        return await RunAsync("rev-parse", "HEAD");
    }

    /// <summary>Standard output without its last line's end.</summary>
    public async Task<string> RunAsync(params string[] arguments)
    {
        var answer = await TryAsync(arguments);
        Assert.True(answer.ExitCode == 0, $"git {string.Join(' ', arguments)}: {answer.Errors}");
        return answer.Output.TrimEnd('\n');
    }

    public Task<GitAnswer> TryAsync(params string[] arguments) => TryAsync(arguments, CancellationToken.None);

    /// <summary>The client is killed when <paramref name="cancellationToken"/> fires.</summary>
    public async Task<GitAnswer> TryAsync(IReadOnlyList<string> arguments, CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo("git", arguments) { WorkingDirectory = Path, RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["GIT_TERMINAL_PROMPT"] = "0";
        start.Environment["GIT_CONFIG_GLOBAL"] = "/dev/null";
        start.Environment["GIT_CONFIG_NOSYSTEM"] = "1";
        foreach (var who in new[] { "AUTHOR", "COMMITTER" })
        {
            start.Environment[$"GIT_{who}_NAME"] = "Agent";
            start.Environment[$"GIT_{who}_EMAIL"] = "agent@example.com";
        }

        using var process = Process.Start(start)!;
        await using var killing = cancellationToken.Register(() => process.Kill(entireProcessTree: true));
        var errors = process.StandardError.ReadToEndAsync(CancellationToken.None);
        var output = await process.StandardOutput.ReadToEndAsync(CancellationToken.None);
        await process.WaitForExitAsync(CancellationToken.None);
        return new GitAnswer(process.ExitCode, output, await errors);
    }

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
