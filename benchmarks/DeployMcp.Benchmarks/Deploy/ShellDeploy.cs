using System.Diagnostics;
using DeployMcp.Benchmarks.Platform;
using DeployMcp.Benchmarks.Processes;

namespace DeployMcp.Benchmarks.Deploy;

/// <summary>The floor: the steps of <c>benchmarks/shell</c>, on a repository and an npm cache on this machine.</summary>
internal sealed class ShellDeploy : IAsyncDisposable
{
    private readonly ScratchDirectory _directory = new("shell");
    private readonly WorkingCopy _work;
    private readonly int _port = FreePorts.TakeOne();
    private Daemon? _app;
    private int _deployed;

    private ShellDeploy(WorkingCopy work) => _work = work;

    public string Url => $"http://localhost:{_port}/";

    private RemoteRepository Remote => new(_directory.Join("app.git"));

    private string Directory => _directory.Join($"app-{_deployed}");

    private IReadOnlyDictionary<string, string> Environment => new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["PORT"] = $"{_port}",
        ["npm_config_cache"] = Path.Combine(Checkout.Cache, "npm"),
        ["npm_config_update_notifier"] = "false",
    };

    public static async Task<ShellDeploy> CreateAsync()
    {
        var shell = new ShellDeploy(await WorkingCopy.CreateAsync());
        await Command.CaptureAsync("git", ["init", "--quiet", "--bare", "--initial-branch=main", shell.Remote.Url], shell._directory.Path);
        return shell;
    }

    /// <summary>Clone, install, start, first 200, into a directory of its own.</summary>
    public async Task<TimeSpan> FirstAsync(Visitor visitor, string text, string range, params string[] installOptions)
    {
        await PushAsync(text, range);
        await StopAsync();
        _deployed++;
        var clock = Stopwatch.StartNew();
        _app = Daemon.Start("sh", [Script("first-deploy.sh"), Remote.Url, Directory, .. installOptions], _directory.Path, Environment);
        await visitor.WaitForAsync(Url, text, _app);
        return clock.Elapsed;
    }

    /// <summary>Push, fetch, restart, first answer of the new version.</summary>
    public async Task<TimeSpan> AgainAsync(Visitor visitor, string text)
    {
        await _work.WriteExpressAppAsync(text);
        await _work.CommitAsync(text);
        var old = _app!;
        var clock = Stopwatch.StartNew();
        await _work.PushAsync(Remote);
        _app = Daemon.Start("sh", [Script("redeploy.sh"), Directory, $"{old.ProcessId}"], _directory.Path, Environment);
        await visitor.WaitForAsync(Url, text, _app);
        var took = clock.Elapsed;
        await old.DisposeAsync();
        return took;
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _work.Dispose();
        _directory.Dispose();
    }

    private async Task PushAsync(string text, string range)
    {
        await _work.WriteExpressAppAsync(text, range);
        await _work.CommitAsync(text);
        await _work.PushAsync(Remote);
    }

    private async Task StopAsync()
    {
        if (_app is not null)
            await _app.DisposeAsync();
    }

    private static string Script(string name) => Path.Combine(Checkout.Benchmarks, "shell", name);
}
