using System.Diagnostics;
using Aspire.Hosting;

namespace DeployMcp.Tests.Compat.AspireHosting;

public sealed class ShutdownTests : IDisposable
{
    private const int Interrupt = 2;
    private const int Terminate = 15;
    private const int Kill = 9;
    private readonly string _directory = Directory.CreateTempSubdirectory("aspire-shutdown-").FullName;

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Fact]
    public async Task StopAsync_Dependents_AreStoppedBeforeWhatTheyDependOn()
    {
        var log = Path.Combine(_directory, "stops");
        string Script(string name) => $"trap 'sleep 0.2; echo {name} >> {log}; exit 0' TERM; touch {log}-{name}; while :; do sleep 0.05; done";
        await using var builder = ShellApplication.CreateBuilder();
        var database = builder.AddShell("database", Script("database"));
        var server = builder.AddShell("server", Script("server")).WaitFor(database);
        builder.AddShell("worker", Script("worker")).WaitFor(server);
        await using var app = await builder.BuildAsync();
        await app.StartAsync();
        await ShellApplication.UntilAsync(() => Directory.GetFiles(_directory, "stops-*").Length == 3, "all three have set their traps");

        await app.StopAsync();

        Assert.Equal(["worker", "server", "database"], await File.ReadAllLinesAsync(log));
    }

    [Fact]
    public async Task StopAsync_GrandchildrenInAndOutsideTheSession_AreGoneToo()
    {
        var marker = $"1{Random.Shared.Next(100000, 999999)}.5";
        await using var builder = ShellApplication.CreateBuilder();
        builder.AddShell("parent", $"sleep {marker} & setsid sleep {marker} & (setsid sh -c 'trap \"\" TERM; sleep {marker}; sleep {marker}' &) ; wait");
        await using var app = await builder.BuildAsync();
        await app.StartAsync();
        await ShellApplication.UntilAsync(() => ShellApplication.ProcessesWith($"sleep\0{marker}").Count == 3, "the grandchildren run");

        await app.StopAsync();

        Assert.Empty(ShellApplication.ProcessesWith(marker));
    }

    [Theory]
    [InlineData(Interrupt)]
    [InlineData(Terminate)]
    [InlineData(Kill)]
    public async Task Signal_ToTheHostsProcess_LeavesNothingBehind(int signal)
    {
        var greeting = Guid.NewGuid().ToString("N");
        using var host = StartFixture(greeting);
        await ShellApplication.UntilAsync(() => MarkedBy(greeting).Count == 1, "the project runs");
        var web = MarkedBy(greeting).Single();
        var session = SessionMarkerOf(web);
        Assert.True(Marked(session).Count >= 4, "sh, two sleeps and the project belong to the host");

        Send(host.Id, signal);

        await host.WaitForExitAsync().WaitAsync(TimeSpan.FromSeconds(60));
        await ShellApplication.UntilAsync(() => Marked(session).Count == 0, "everything that the host started is gone");
    }

    private static Process StartFixture(string greeting)
    {
        // Whoever runs the tests in the background of a script has SIGINT ignored, which children inherit.
        string[] arguments = ["--default-signal=INT", "dotnet", typeof(Projects.Fixture_AppHost).Assembly.Location];
        var start = new ProcessStartInfo("env", arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["Greeting"] = greeting;
        var host = Process.Start(start)!;
        _ = host.StandardOutput.ReadToEndAsync();
        _ = host.StandardError.ReadToEndAsync();
        return host;
    }

    private static void Send(int id, int signal) => Process.Start("kill", [$"-{signal}", $"{id}"]).WaitForExit();

    private static List<int> MarkedBy(string greeting) => Marked($"GREETING={greeting}");

    /// <summary>Every child of an AppHost carries the AppHost's own marker, whatever session it is in.</summary>
    private static string SessionMarkerOf(int id)
        => File.ReadAllText($"/proc/{id}/environ").Split('\0').Single(v => v.StartsWith("ASPIRE_HOST_SESSION=", StringComparison.Ordinal)).Split('/')[0];

    private static List<int> Marked(string marker)
        => [.. Directory.EnumerateDirectories("/proc").Where(d => char.IsAsciiDigit(Path.GetFileName(d)[0])).Where(d =>
        {
            try
            {
                return File.ReadAllText(Path.Combine(d, "environ")).Contains(marker, StringComparison.Ordinal);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                return false;
            }
        }).Select(d => int.Parse(Path.GetFileName(d), System.Globalization.CultureInfo.InvariantCulture))];
}
