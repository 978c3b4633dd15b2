using System.Net;
using System.Net.Sockets;
using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;

namespace DeployMcp.Tests.Compat.AspireHosting;

public class FailureTests
{
    [Fact]
    public async Task Start_TakenPort_NamesResourcePortAndHolder()
    {
        using var holder = new TcpListener(IPAddress.Loopback, 0);
        holder.Start();
        var port = ((IPEndPoint)holder.LocalEndpoint).Port;

        var (state, lines) = await StartOneAsync(builder => builder.AddShell("one", "true").WithHttpEndpoint(port: port, isProxied: false));

        Assert.Equal(KnownResourceStates.FailedToStart, state.State?.Text);
        var message = Assert.Single(lines);
        Assert.Contains($"'one' needs port {port} for its endpoint 'http'", message, StringComparison.Ordinal);
        Assert.Contains($"(pid {Environment.ProcessId})", message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_UnknownCommand_SaysSo()
    {
        var (state, lines) = await StartOneAsync(builder => builder.AddExecutable("one", "no-such-command", "/tmp"));

        Assert.Equal(KnownResourceStates.FailedToStart, state.State?.Text);
        Assert.Contains("'no-such-command'", Assert.Single(lines), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_MissingParameter_NamesItsConfigurationKey()
    {
        var (state, lines) = await StartOneAsync(builder => builder.AddShell("one", "true").WithEnvironment("KEY", builder.AddParameter("api-key")));

        Assert.Equal(KnownResourceStates.FailedToStart, state.State?.Text);
        Assert.Contains("'Parameters:api-key'", Assert.Single(lines), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_Crash_ShowsExitCodeAndLastLines()
    {
        var (state, lines) = await StartOneAsync(builder => builder.AddShell("one", "echo out; echo broken >&2; exit 9"));

        Assert.Equal(KnownResourceStates.Finished, state.State?.Text);
        Assert.Equal(9, state.ExitCode);
        Assert.Equal("broken out", string.Join(' ', lines.Order(StringComparer.Ordinal)));
    }

    [Fact]
    public async Task Run_EndlessLine_IsCutIntoPieces()
    {
        var (_, lines) = await StartOneAsync(builder => builder.AddShell("one", "head -c 40000 /dev/zero | tr '\\0' x"));

        Assert.Equal(3, lines.Count);
        Assert.Equal(40000, lines.Sum(l => l.Length));
    }

    [Fact]
    public async Task Start_ContainerWithoutEngine_SaysWhatIsMissing()
    {
        var (state, lines) = await StartOneAsync(builder =>
        {
            builder.Configuration["ASPIRE_CONTAINER_RUNTIME"] = "no-such-engine";
            builder.AddContainer("one", "docker.io/library/nothing");
        });

        Assert.Equal(KnownResourceStates.FailedToStart, state.State?.Text);
        Assert.Contains("'no-such-engine' was not found", Assert.Single(lines), StringComparison.Ordinal);
    }

    [Fact]
    public void AddResource_NameTwice_IsRefused()
    {
        using var builder = ShellApplication.CreateBuilder();
        builder.AddShell("one", "true");

        Assert.Throws<DistributedApplicationException>(() => builder.AddShell("ONE", "true"));
    }

    [Fact]
    public async Task Start_UnknownPublisherAsked_SaysThatThereIsNone()
    {
        var builder = DistributedApplication.CreateBuilder(["--publisher", "docker-compose", "--output-path", "x"]);
        Assert.True(builder.ExecutionContext.IsPublishMode);
        await using var app = builder.Build();

        var error = await Assert.ThrowsAsync<DistributedApplicationException>(() => app.StartAsync());

        Assert.Contains("'docker-compose'", error.Message, StringComparison.Ordinal);
    }

    private static async Task<(CustomResourceSnapshot State, List<string> Lines)> StartOneAsync(Action<IDistributedApplicationBuilder> configure)
    {
        await using var builder = ShellApplication.CreateBuilder();
        configure(builder);
        await using var app = await builder.BuildAsync();
        await app.StartAsync();
        return (await app.WaitForEndAsync("one"), await app.LinesOfAsync("one"));
    }
}
