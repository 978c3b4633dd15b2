using DeployMcp.Benchmarks.Platform;
using DeployMcp.Benchmarks.Processes;

namespace DeployMcp.Benchmarks.Webhooks;

/// <summary>A bare repository on this machine, in GitHub's place. Its path is in lower case, as repositories of a host are compared.</summary>
internal sealed class LocalRepository : IDisposable
{
    private readonly string _directory = Path.Combine(Path.GetTempPath(), $"deploymcp-bench-{Guid.NewGuid():n}");
    private readonly WorkingCopy _work;

    private LocalRepository(WorkingCopy work) => _work = work;

    public string Url => new Uri(Path.Combine(_directory, "app.git")).AbsoluteUri;

    public static async Task<LocalRepository> CreateAsync()
    {
        var repository = new LocalRepository(await WorkingCopy.CreateAsync());
        Directory.CreateDirectory(repository._directory);
        await Command.CaptureAsync("git", ["init", "--quiet", "--bare", "--initial-branch=main", "app.git"], repository._directory);
        return repository;
    }

    /// <summary>A page with this text; its commit.</summary>
    public async Task<string> PushAsync(string text)
    {
        await _work.WriteAsync("index.html", text);
        var commit = await _work.CommitAsync(text);
        await _work.PushAsync(new RemoteRepository(Url));
        return commit;
    }

    public void Dispose()
    {
        _work.Dispose();
        Directory.Delete(_directory, recursive: true);
    }
}
