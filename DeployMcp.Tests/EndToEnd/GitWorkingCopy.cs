using System.Diagnostics;

namespace DeployMcp.Tests.EndToEnd;

/// <summary>A developer's checkout, pushed with the ordinary git client.</summary>
public sealed class GitWorkingCopy : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("deploymcp-work-").FullName;

    public GitWorkingCopy() => Git("init", "--quiet", "--initial-branch=main");

    public string Path => _directory;

    public GitWorkingCopy Write(string file, string content)
    {
        var path = System.IO.Path.Combine(_directory, file);
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(path)!);
        File.WriteAllText(path, content);
        return this;
    }

    /// <summary>All files of an example.</summary>
    public GitWorkingCopy CopyFrom(string directory)
    {
        foreach (var file in Directory.EnumerateFiles(directory, "*", SearchOption.AllDirectories))
        {
            Write(System.IO.Path.GetRelativePath(directory, file), File.ReadAllText(file));
        }

        return this;
    }

    /// <summary>Commits everything and pushes it; the token goes to git the way a credential helper hands it over.</summary>
    public string CommitAndPush(string url, string token, string message = "change")
    {
        Git("add", "--all");
        Git("-c", "user.name=Dev", "-c", "user.email=dev@example.com", "commit", "--quiet", "--allow-empty", "--message", message);
        var credentials = Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes($"x:{token}"));
        return Git("-c", $"http.extraHeader=Authorization: Basic {credentials}", "push", "--quiet", url, "HEAD:main");
    }

    public string Head() => Git("rev-parse", "HEAD").Trim();

    public string Git(params string[] arguments)
    {
        var start = new ProcessStartInfo("git", arguments) { WorkingDirectory = _directory, RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["GIT_TERMINAL_PROMPT"] = "0";
        start.Environment["GIT_CONFIG_GLOBAL"] = "/dev/null";
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0 ? output : throw new InvalidOperationException($"git {arguments[0]} ended with {process.ExitCode}: {errors.GetAwaiter().GetResult()}");
    }

    public void Dispose() => Directory.Delete(_directory, recursive: true);
}
