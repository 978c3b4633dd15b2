using System.Diagnostics;
using DeployMcp.Benchmarks.Processes;
using Npgsql;

namespace DeployMcp.Benchmarks.Start;

/// <summary>PostgreSQL alone, started as the platform starts it: the part of its start that nobody can save.</summary>
internal sealed class PostgresServer : IDisposable
{
    private static readonly string[] Databases = ["deploymcp", "temporal"];

    private readonly ScratchDirectory _directory = new("postgres");
    private readonly string _binaries = FindBinaries();

    private string Data => _directory.Join("data");

    /// <summary>From nothing to the first connection: files, databases, server.</summary>
    public async Task<TimeSpan> StartFirstAsync()
    {
        var clock = Stopwatch.StartNew();
        if (Environment.IsPrivilegedProcess)
            await Command.CaptureAsync("chown", ["postgres:", _directory.Path], "/");
        await RunAsync([Path.Combine(_binaries, "initdb"), "-D", Data, "-U", "postgres", "-E", "UTF8", "--locale=C", "--auth=trust"]);
        foreach (var database in Databases)
            await RunAsync([Path.Combine(_binaries, "postgres"), "--single", "-D", Data, "postgres"], $"create database {database};\n");

        await StartAndStopAsync(clock);
        return clock.Elapsed;
    }

    /// <summary>On the files of an earlier start.</summary>
    public async Task<TimeSpan> StartAgainAsync()
    {
        var clock = Stopwatch.StartNew();
        await StartAndStopAsync(clock);
        return clock.Elapsed;
    }

    public void Dispose() => _directory.Dispose();

    /// <summary>The clock stops at the first connection.</summary>
    private async Task StartAndStopAsync(Stopwatch clock)
    {
        var port = FreePorts.TakeOne();
        string[] command = AsPostgres([
            Path.Combine(_binaries, "postgres"), "-D", Data, "-p", $"{port}", "-c", "listen_addresses=127.0.0.1",
            "-c", $"unix_socket_directories={_directory.Path}", "-c", "max_connections=200", "-c", "shared_buffers=64MB"]);
        await using var server = Daemon.Start(command[0], command.Skip(1), "/");
        await Poll.UntilAsync(() => AnswersAsync(port), TimeSpan.FromSeconds(60), () => $"PostgreSQL did not answer: {server.Output}");
        clock.Stop();
    }

    private static async Task<bool> AnswersAsync(int port)
    {
        try
        {
            await using var connection = new NpgsqlConnection($"Host=127.0.0.1;Port={port};Username=postgres;Database={Databases[0]};Pooling=false");
            await connection.OpenAsync();
            return true;
        }
        catch (NpgsqlException)
        {
            return false;
        }
    }

    private static Task<string> RunAsync(string[] command, string? input = null)
    {
        var wrapped = AsPostgres(command);
        return Command.CaptureAsync(wrapped[0], wrapped.Skip(1), "/", input: input);
    }

    /// <summary>PostgreSQL refuses to run as root.</summary>
    private static string[] AsPostgres(string[] command)
        => Environment.IsPrivilegedProcess ? ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups", "--", .. command] : command;

    private static string FindBinaries()
    {
        var debian = Directory.Exists("/usr/lib/postgresql") ? Directory.GetDirectories("/usr/lib/postgresql") : [];
        var onPath = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':', StringSplitOptions.RemoveEmptyEntries);
        return debian.OrderByDescending(d => int.TryParse(Path.GetFileName(d), out var major) ? major : 0).Select(d => Path.Combine(d, "bin")).Concat(onPath)
            .FirstOrDefault(d => File.Exists(Path.Combine(d, "initdb")))
            ?? throw new InvalidOperationException("The start is measured against PostgreSQL's own: install Debian's package (apt-get install postgresql).");
    }
}
