using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace DeployMcp.Tests.Compat.AspireHosting;

public sealed class OrderingTests : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("aspire-ordering-").FullName;

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Fact]
    public async Task WaitFor_UnhealthyDependency_StartsOnlyWhenItIsHealthyAndItsReadyHandlersAreThrough()
    {
        await using var builder = ShellApplication.CreateBuilder();
        var asked = 0;
        var handled = false;
        builder.Services.AddHealthChecks().AddCheck("third-time", () => ++asked < 3 ? HealthCheckResult.Unhealthy() : HealthCheckResult.Healthy());
        var server = builder.AddShell("server", "sleep 1000").WithHealthCheck("third-time").OnResourceReady(async (_, _, token) =>
        {
            await Task.Delay(100, token);
            handled = true;
        });
        var handledAtStart = false;
        builder.AddShell("client", "true").WaitFor(server).WithEnvironment(_ => handledAtStart = handled);
        await using var app = await builder.BuildAsync();

        await app.StartAsync();

        Assert.True(handledAtStart);
        Assert.Equal(3, asked);
    }

    [Fact]
    public async Task WaitForCompletion_DependencySucceeds_StartsAfterItsEnd()
    {
        var file = Path.Combine(_directory, "migrated");
        await using var builder = ShellApplication.CreateBuilder();
        var migration = builder.AddShell("migration", $"sleep 0.3; touch {file}");
        builder.AddShell("server", $"test -e {file} && echo migrated").WaitForCompletion(migration);
        await using var app = await builder.BuildAsync();

        await app.StartAsync();
        await app.WaitForEndAsync("server");

        Assert.Equal("migrated", Assert.Single(await app.LinesOfAsync("server"), l => l == "migrated"));
    }

    [Fact]
    public async Task WaitForCompletion_DependencyFails_DependentFailsWithItsExitCode()
    {
        await using var builder = ShellApplication.CreateBuilder();
        var migration = builder.AddShell("migration", "echo no such table >&2; exit 3");
        builder.AddShell("server", "true").WaitForCompletion(migration);
        await using var app = await builder.BuildAsync();

        await app.StartAsync();

        Assert.Equal(KnownResourceStates.FailedToStart, (await app.WaitForEndAsync("server")).State?.Text);
        Assert.Contains(await app.LinesOfAsync("server"), l => l.Contains("'migration'", StringComparison.Ordinal) && l.Contains("exit code '3'", StringComparison.Ordinal));
        Assert.Equal(3, (await app.WaitForEndAsync("migration")).ExitCode);
    }

    [Fact]
    public async Task WaitFor_DependencyNeverStarts_DependentSaysWhich()
    {
        await using var builder = ShellApplication.CreateBuilder();
        var missing = builder.AddExecutable("missing", "no-such-command", "/tmp");
        builder.AddShell("server", "true").WaitFor(missing);
        await using var app = await builder.BuildAsync();

        await app.StartAsync();

        await app.WaitForEndAsync("server");
        Assert.Contains(await app.LinesOfAsync("server"), l => l == "Dependency resource 'missing' failed to start.");
    }

    [Fact]
    public async Task OnBeforeResourceStarted_OfACustomExecutable_PreparesBeforeTheLaunch()
    {
        await using var builder = ShellApplication.CreateBuilder();
        builder.AddResource(new LocalServer("local", _directory)).WithArgs("-c", "cat prepared")
            .OnBeforeResourceStarted(async (resource, _, token) =>
                await File.WriteAllTextAsync(Path.Combine(resource.WorkingDirectory, "prepared"), "ready\n", token));
        await using var app = await builder.BuildAsync();

        await app.StartAsync();
        await app.WaitForEndAsync("local");

        Assert.Equal("ready", Assert.Single(await app.LinesOfAsync("local")));
    }

    [Fact]
    public async Task WithExplicitStart_UntilCommanded_DoesNotStart()
    {
        await using var builder = ShellApplication.CreateBuilder();
        builder.AddShell("tool", "echo ran").WithExplicitStart();
        await using var app = await builder.BuildAsync();
        await app.StartAsync();
        Assert.True(app.ResourceNotifications.TryGetCurrentState("tool", out var before));
        Assert.Equal(KnownResourceStates.NotStarted, before.Snapshot.State?.Text);

        var result = await app.ResourceCommands.ExecuteCommandAsync("tool", KnownResourceCommands.StartCommand);

        Assert.True(result.Success, result.Message);
        Assert.Equal(0, (await app.WaitForEndAsync("tool")).ExitCode);
    }

    [Fact]
    public async Task WaitForResourceHealthyAsync_CheckHasNotRunYet_IsNotHealthy()
    {
        await using var builder = ShellApplication.CreateBuilder();
        using var gate = new SemaphoreSlim(0);
        builder.Services.AddHealthChecks().AddAsyncCheck("slow", async token =>
        {
            await gate.WaitAsync(token);
            return HealthCheckResult.Healthy();
        });
        builder.AddShell("server", "sleep 1000").WithHealthCheck("slow");
        await using var app = await builder.BuildAsync();
        await app.StartAsync();

        var healthy = app.ResourceNotifications.WaitForResourceHealthyAsync("server");

        Assert.True(app.ResourceNotifications.TryGetCurrentState("server", out var state));
        Assert.Equal(HealthStatus.Unhealthy, state.Snapshot.HealthStatus);
        Assert.False(healthy.IsCompleted);
        gate.Release();
        await healthy.WaitAsync(ShellApplication.Patience);
    }

    private sealed class LocalServer(string name, string directory) : ExecutableResource(name, "sh", directory), IResourceWithConnectionString
    {
        public ReferenceExpression ConnectionStringExpression => ReferenceExpression.Create($"Host=localhost");
    }
}
