using System.Text.Json;
using DeployMcp.Benchmarks.Processes;

namespace DeployMcp.Benchmarks.Cluster;

/// <summary>Where it is, as it prints it itself.</summary>
/// <param name="Control">Where the program answers for itself.</param>
internal sealed record StandInAddresses(string Control, string Kubeconfig, string Registry, string BuildKit, string Client);

/// <summary>The tests' API server with a real registry and BuildKit, in a process of its own.</summary>
internal sealed class ProductionStandIn : IAsyncDisposable
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(90);

    private readonly Daemon _process;
    private readonly HttpClient _http = new();

    private ProductionStandIn(Daemon process, StandInAddresses addresses) => (_process, Addresses) = (process, addresses);

    public StandInAddresses Addresses { get; }

    /// <summary>Of busybox, for the first line of a Dockerfile.</summary>
    public string BaseImage => $"{Addresses.Registry}/base/busybox:1";

    private static string Directory => Path.Combine(Checkout.Benchmarks, "peers", "production-stand-in");

    /// <summary>All that a user sets, and where the client of BuildKit is.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Settings =>
    [
        new("Runtime__Kind", "kubernetes"),
        new("Runtime__Kubernetes__Kubeconfig", Addresses.Kubeconfig),
        new("Runtime__Kubernetes__Cluster__Domain", "apps.example.test"),
        new("Registry__Address", Addresses.Registry),
        new("Registry__Insecure", "true"),
        new("BuildKit__Address", Addresses.BuildKit),
        new("BuildKit__Client", Addresses.Client),
    ];

    /// <exception cref="InvalidOperationException">BuildKit can't run here: not root, or its programs are not unpacked.</exception>
    public static async Task<ProductionStandIn> StartAsync()
    {
        await Command.CaptureAsync("dotnet", ["build", "-c", "Release", "--nologo", "-v", "quiet"], Directory);
        var process = Daemon.Start(
            "dotnet", [Path.Combine(Directory, "bin", "Release", "net10.0", "ProductionStandIn.dll"), "--urls", $"http://127.0.0.1:{FreePorts.Take(1)[0]}"], Directory, readyText: "\"control\"");
        try
        {
            await process.WaitUntilReadyAsync(Deadline);
            var line = process.Output.Split('\n').First(l => l.StartsWith('{'));
            var standIn = new ProductionStandIn(process, JsonSerializer.Deserialize<StandInAddresses>(line, JsonSerializerOptions.Web)!);
            await standIn.PushBaseImageAsync();
            return standIn;
        }
        catch
        {
            await process.DisposeAsync();
            throw;
        }
    }

    /// <summary>What the API server was asked since the last question.</summary>
    public async Task<IReadOnlyList<string>> TakeCallsAsync()
        => (await _http.GetStringAsync($"{Addresses.Control}/calls")).Split('\n', StringSplitOptions.RemoveEmptyEntries);

    /// <summary>The cluster forgets everything, as one does that was restored from before it all.</summary>
    public async Task WipeAsync() => (await _http.PostAsync(new Uri($"{Addresses.Control}/wipe"), content: null)).Dispose();

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _process.DisposeAsync();
    }

    private async Task PushBaseImageAsync()
    {
        using var directory = new ScratchDirectory("base");
        using var made = await _http.PostAsync(new Uri($"{Addresses.Control}/base"), content: null);
        File.Move(await made.Content.ReadAsStringAsync(), directory.Join("rootfs.tar"));
        await File.WriteAllTextAsync(directory.Join("Dockerfile"), "FROM scratch\nADD rootfs.tar /\nCMD [\"sh\"]\n");
        await new HandDeploy(this).BuildAsync(directory.Path, BaseImage);
    }
}
