using System.Diagnostics;
using System.Net.NetworkInformation;

namespace DeployMcp.Tests.Fixtures;

/// <summary>
/// One real Docker Engine for the whole test process, on a socket, data and a network of its own, started when the first test
/// asks for it. Where there is none (no root, no dockerd, a machine that lets none run) the platform itself must say so:
/// tests then assert its answer.
/// </summary>
public static class TestDocker
{
    /// <summary>A root file system with busybox, as the examples' <c>FROM</c> names it.</summary>
    public const string BaseImage = "deploymcp-example-base";

    // $1 the test process, $2 directory, $3 bridge, then the engine's command line. Test hosts are killed at their end, so that
    // somebody else has to stop the engine, which ends its containers and unmounts what it has mounted, and clean up.
    internal const string Keeper =
        "owner=$1; root=$2; bridge=$3; shift 3; \"$@\" >\"$root/log\" 2>&1 & engine=$!; "
        + "while kill -0 $owner 2>/dev/null && [ ! -e \"$root/stop\" ]; do kill -0 $engine 2>/dev/null || touch \"$root/ended\"; sleep 0.2; done; "
        + "kill -TERM $engine 2>/dev/null; wait $engine; ip link delete $bridge; rm -rf --one-file-system \"$root\"";

    private static readonly string Root = Path.Combine(Path.GetTempPath(), $"deploymcp-docker-{Environment.ProcessId}");
    private static readonly string Bridge = $"dmcp{Environment.ProcessId}";
    private static readonly Lazy<Task<string?>> Engine = new(StartAsync);

    /// <summary>Where it listens, or would: known before it runs.</summary>
    public static string Host => $"unix://{Root}/docker.sock";

    /// <summary>Whether it runs, with the base image in it.</summary>
    public static async Task<bool> IsAvailableAsync() => await Engine.Value is null;

    /// <summary>Why it doesn't.</summary>
    public static async Task<string?> ProblemAsync() => await Engine.Value;

    public static async Task<string> RunAsync(params string[] arguments)
    {
        var (exitCode, output) = await ClientAsync(arguments);
        Assert.True(exitCode == 0, $"docker {string.Join(' ', arguments)}: {output}");
        return output;
    }

    public static async Task<IReadOnlyList<string>> ListAsync(params string[] arguments)
        => (await RunAsync(arguments)).Split('\n', StringSplitOptions.RemoveEmptyEntries);

    /// <summary>An image of one file that may be executed, whatever is in it.</summary>
    public static async Task ImportAsync(string name, string file, byte[] content)
    {
        var root = Directory.CreateDirectory(Path.Combine(Root, $"import-{Guid.NewGuid():N}")).FullName;
        await File.WriteAllBytesAsync(Path.Combine(root, file), content);
        File.SetUnixFileMode(Path.Combine(root, file), (UnixFileMode)0b111_101_101);
        Assert.Equal(0, await ShellAsync("tar", "-C", root, "-cf", root + ".tar", "."));
        await RunAsync("import", root + ".tar", name);
    }

    private static async Task<string?> StartAsync()
    {
        var missing = ((string[])["dockerd", "docker", "ip", "busybox"]).FirstOrDefault(p => Find(p) is null);
        if (!Environment.IsPrivilegedProcess || missing is not null)
        {
            return missing is null ? "The tests don't run as root." : $"There is no {missing}.";
        }

        if (!await IsStaticAsync(Find("busybox")!))
        {
            return "busybox is not linked statically.";
        }

        Directory.CreateDirectory(Root);
        if (await ShellAsync("ip", "link", "add", Bridge, "type", "bridge") != 0)
        {
            return "This machine lets nobody make a network.";
        }

        Assert.Equal(0, await ShellAsync("ip", "address", "add", FreeSubnet(), "dev", Bridge));
        Assert.Equal(0, await ShellAsync("ip", "link", "set", Bridge, "up"));
        using var keeper = Process.Start("setsid", [
            "sh", "-c", Keeper, "sh", $"{Environment.ProcessId}", Root, Bridge, Find("dockerd")!,
            "--data-root", Path.Combine(Root, "data"), "--exec-root", Path.Combine(Root, "exec"), "--host", Host, "--pidfile", Path.Combine(Root, "pid"),
            "--bridge", Bridge, "--iptables=false", "--ip-masq=false", "--ip-forward=false", "--shutdown-timeout", "2"]);
        try
        {
            await Eventually.TrueAsync(async () => HasEnded || (await ClientAsync("version")).ExitCode == 0, TimeSpan.FromSeconds(30), () => "");
        }
        catch (TimeoutException)
        {
            return $"dockerd does not answer: {await LogAsync()}";
        }

        if (HasEnded)
        {
            return $"dockerd ended: {await LogAsync()}";
        }

        Assert.Equal(0, await ShellAsync("sh", Path.Combine(Repository.Root, "examples", "docker-base.sh")));
        var (exitCode, output) = await ClientAsync("run", "--rm", "--memory", "32m", "--cap-drop", "ALL", BaseImage, "true");
        return exitCode == 0 ? null : await GiveUpAsync($"No container runs on this machine: {output}");
    }

    /// <summary>An engine that answers and runs nothing is of no use: the platform is not to find it.</summary>
    private static async Task<string> GiveUpAsync(string problem)
    {
        await File.WriteAllTextAsync(Path.Combine(Root, "stop"), "");
        await Eventually.TrueAsync(() => !Directory.Exists(Root), TimeSpan.FromSeconds(30), () => "dockerd does not end.");
        return problem;
    }

    private static bool HasEnded => File.Exists(Path.Combine(Root, "ended"));

    private static async Task<string> LogAsync() => string.Join('\n', (await File.ReadAllLinesAsync(Path.Combine(Root, "log"))).TakeLast(5));

    /// <summary>Of the engine's own package; one that comes first in the PATH may be newer and lack its plugins.</summary>
    private static async Task<(int ExitCode, string Output)> ClientAsync(params string[] arguments)
    {
        var client = Path.Combine(Path.GetDirectoryName(Find("dockerd"))!.Replace("sbin", "bin", StringComparison.Ordinal), "docker");
        var start = new ProcessStartInfo(File.Exists(client) ? client : "docker", arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["DOCKER_HOST"] = Host;
        start.Environment["DOCKER_BUILDKIT"] = "1";
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync();
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (process.ExitCode, output + await errors);
    }

    private static async Task<int> ShellAsync(string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments);
        start.Environment["DOCKER_HOST"] = Host;
        using var process = Process.Start(start)!;
        await process.WaitForExitAsync();
        return process.ExitCode;
    }

    private static async Task<bool> IsStaticAsync(string program)
    {
        using var ldd = Process.Start(new ProcessStartInfo("ldd", [program]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        await ldd.WaitForExitAsync();
        return ldd.ExitCode != 0;
    }

    private static string? Find(string program)
        => $"{Environment.GetEnvironmentVariable("PATH")}:/usr/sbin:/sbin".Split(':').Select(d => Path.Combine(d, program)).FirstOrDefault(File.Exists);

    internal static string FreeSubnet()
    {
        var taken = NetworkInterface.GetAllNetworkInterfaces().SelectMany(n => n.GetIPProperties().UnicastAddresses).Select(a => a.Address.ToString()).ToList();
        var network = Enumerable.Range(0, 250).Select(i => $"10.213.{(Environment.ProcessId + i) % 250}.").First(n => !taken.Exists(t => t.StartsWith(n, StringComparison.Ordinal)));
        return $"{network}1/24";
    }
}
