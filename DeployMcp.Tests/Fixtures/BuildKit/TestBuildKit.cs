using System.Diagnostics;
using DeployMcp.Planning.Containers.BuildKit;

namespace DeployMcp.Tests.Fixtures.BuildKit;

/// <summary>
/// A real BuildKit that pushes to registries: that of a newer Docker Engine than Debian's own, unpacked by install.sh. One for
/// the test process, started when the first test asks. Where it can't run the tests assert what the platform says without it.
/// </summary>
public static class TestBuildKit
{
    /// <summary>Where install.sh is told to unpack.</summary>
    public const string Programs = "/usr/local/lib/deploymcp-buildkit";

    private static readonly string Root = Path.Combine(Path.GetTempPath(), $"deploymcp-buildkit-{Environment.ProcessId}");
    private static readonly string Bridge = $"dmbk{Environment.ProcessId}";
    private static readonly Lazy<Task<string?>> Engine = new(StartAsync);
    private static int _bridges;

    public static string Client => Path.Combine(Programs, "docker-buildx");

    private static string EngineSocket => Path.Combine(Root, "docker.sock");

    public static async Task<bool> IsAvailableAsync() => await Engine.Value is null;

    public static async Task<string?> ProblemAsync() => await Engine.Value;

    public static BuildKitBridge Connect() => BuildKitBridge.OnPath(Path.Combine(Root, $"b{Interlocked.Increment(ref _bridges)}.sock"), EngineSocket);

    public static BuildKitBridge Connect(TestCertificates certificates) => BuildKitBridge.OnPort(EngineSocket, certificates);

    /// <summary>As a daemon on a new machine: nothing of earlier builds is left in it. The registry still has what it has.</summary>
    public static async Task ForgetCacheAsync(BuildKitBridge bridge)
    {
        var home = Directory.CreateTempSubdirectory("deploymcp-prune-").FullName;
        var endpoint = new BuildKitEndpoint(bridge.Address);
        foreach (var arguments in (IReadOnlyList<string>[])[BuildxCommand.Create(endpoint), ["prune", "--builder", BuildxCommand.BuilderOf(endpoint), "--all", "--force"]])
        {
            var start = new ProcessStartInfo(Client, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
            start.Environment["HOME"] = start.Environment["DOCKER_CONFIG"] = home;
            using var process = Process.Start(start)!;
            var errors = process.StandardError.ReadToEndAsync();
            await process.StandardOutput.ReadToEndAsync();
            await process.WaitForExitAsync();
            Assert.True(process.ExitCode == 0, await errors);
        }

        Directory.Delete(home, recursive: true);
    }

    /// <summary>A root file system of busybox alone, as a tar that ADD unpacks.</summary>
    public static async Task WriteRootFileSystemAsync(string tar)
    {
        const string script = """
            set -e; d=$(mktemp -d); mkdir -p "$d/bin" "$d/etc" "$d/tmp" "$d/usr/bin"; chmod 1777 "$d/tmp"; cp "$(command -v busybox)" "$d/bin/busybox"
            for a in $(busybox --list); do [ "$a" = busybox ] || ln -s busybox "$d/bin/$a"; done; tar -C "$d" -cf "$1" .; rm -rf "$d"
            """;
        Assert.Equal(0, await RunAsync("sh", "-c", script, "sh", tar));
    }

    private static async Task<string?> StartAsync()
    {
        string[] needed = [Client, Path.Combine(Programs, "dockerd"), Path.Combine(Programs, "containerd"), "/usr/bin/docker-registry", "/usr/sbin/runc"];
        if (!Environment.IsPrivilegedProcess || needed.FirstOrDefault(p => !File.Exists(p)) is { } missing && missing.Length > 0)
        {
            return "Not root, or BuildKit's programs are not there.";
        }

        Directory.CreateDirectory(Root);
        await File.WriteAllTextAsync(Path.Combine(Root, "daemon.json"), """{"features":{"containerd-snapshotter":true},"insecure-registries":["127.0.0.0/8"]}""");
        if (await RunAsync("ip", "link", "add", Bridge, "type", "bridge") != 0)
        {
            return "This machine lets nobody make a network.";
        }

        await RunAsync("ip", "address", "add", TestDocker.FreeSubnet(), "dev", Bridge);
        await RunAsync("ip", "link", "set", Bridge, "up");
        var start = new ProcessStartInfo("setsid", [
            "sh", "-c", TestDocker.Keeper, "sh", $"{Environment.ProcessId}", Root, Bridge, Path.Combine(Programs, "dockerd"),
            "--config-file", Path.Combine(Root, "daemon.json"), "--data-root", Path.Combine(Root, "data"), "--exec-root", Path.Combine(Root, "exec"),
            "--host", $"unix://{EngineSocket}", "--pidfile", Path.Combine(Root, "pid"),
            "--bridge", Bridge, "--iptables=false", "--ip-masq=false", "--ip-forward=false", "--shutdown-timeout", "2"]);
        start.Environment["PATH"] = $"{Programs}:{start.Environment["PATH"]}:/usr/sbin:/sbin";
        using var keeper = Process.Start(start);
        try
        {
            await Eventually.TrueAsync(() => File.Exists(Path.Combine(Root, "ended")) || Log().Contains("API listen on", StringComparison.Ordinal), TimeSpan.FromSeconds(40), () => "");
        }
        catch (TimeoutException)
        {
            return $"dockerd does not answer: {Log()}";
        }

        return File.Exists(Path.Combine(Root, "ended")) ? $"dockerd ended: {Log()}" : null;
    }

    private static string Log() => File.Exists(Path.Combine(Root, "log")) ? File.ReadAllText(Path.Combine(Root, "log")) : "";

    private static async Task<int> RunAsync(string program, params string[] arguments)
    {
        using var process = Process.Start(program, arguments);
        await process.WaitForExitAsync();
        return process.ExitCode;
    }
}
