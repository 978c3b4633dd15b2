using System.Text;
using DeployMcp.Benchmarks.Processes;

namespace DeployMcp.Benchmarks.Platform;

/// <summary>A developer's checkout, committed to and pushed with the ordinary git client.</summary>
public sealed class WorkingCopy : IDisposable
{
    private readonly ScratchDirectory _directory = new("work");

    public string Path => _directory.Path;

    public static async Task<WorkingCopy> CreateAsync()
    {
        var copy = new WorkingCopy();
        await copy.GitAsync(["init", "--quiet", "--initial-branch=main"]);
        return copy;
    }

    public Task WriteAsync(string file, string content) => File.WriteAllTextAsync(_directory.Join(file), content);

    /// <summary>Everything in a directory of this checkout.</summary>
    public void CopyFrom(string directory)
    {
        foreach (var file in Directory.EnumerateFiles(directory, "*", SearchOption.AllDirectories))
        {
            var target = _directory.Join(System.IO.Path.GetRelativePath(directory, file));
            Directory.CreateDirectory(System.IO.Path.GetDirectoryName(target)!);
            File.Copy(file, target);
        }
    }

    /// <summary>The new commit.</summary>
    public async Task<string> CommitAsync(string message)
    {
        await GitAsync(["add", "--all"]);
        await GitAsync(["-c", "user.name=Bench", "-c", "user.email=bench@example.com", "commit", "--quiet", "--message", message]);
        return (await GitAsync(["rev-parse", "HEAD"])).Trim();
    }

    /// <summary>The token travels in git's environment, which other users of the machine can't read.</summary>
    public Task PushAsync(RemoteRepository remote)
        => GitAsync(["push", "--quiet", remote.Url, "HEAD:main"], remote.Token.Length == 0 ? null : new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["GIT_CONFIG_COUNT"] = "1",
            ["GIT_CONFIG_KEY_0"] = "http.extraHeader",
            ["GIT_CONFIG_VALUE_0"] = $"Authorization: Basic {Convert.ToBase64String(Encoding.UTF8.GetBytes($"x:{remote.Token}"))}",
        });

    public void Dispose() => _directory.Dispose();

    private Task<string> GitAsync(IEnumerable<string> arguments, IReadOnlyDictionary<string, string>? environment = null)
        => Command.CaptureAsync("git", arguments, _directory.Path, new Dictionary<string, string>(environment ?? new Dictionary<string, string>(StringComparer.Ordinal), StringComparer.Ordinal)
        {
            ["GIT_TERMINAL_PROMPT"] = "0",
            ["GIT_CONFIG_GLOBAL"] = "/dev/null",
        });
}
