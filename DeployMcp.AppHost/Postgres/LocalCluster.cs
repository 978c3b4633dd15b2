using System.Diagnostics;
using DeployMcp.AppHost.Settings;

namespace DeployMcp.AppHost.Postgres;

/// <summary>The database cluster's files: made once, by <c>initdb</c>, with the platform's databases in it.</summary>
/// <param name="Directory">Owned by the user that PostgreSQL runs as.</param>
internal sealed record LocalCluster(string Binaries, string Directory, int Port, string Password)
{
    public static readonly string[] Databases = ["deploymcp", "temporal"];

    private string Data => Path.Combine(Directory, "data");

    /// <summary>
    /// Local sockets and loopback only. A cluster that died with the machine recovers by itself; full_page_writes and fsync
    /// stay on for that.
    /// </summary>
    public IReadOnlyList<string> ServerCommand()
        => PostgresUser.Wrap([
            Path.Combine(Binaries, "postgres"), "-D", Data, "-p", Port.ToString(),
            "-c", "listen_addresses=127.0.0.1", "-c", $"unix_socket_directories={Directory}",
            "-c", "max_connections=200", "-c", "shared_buffers=64MB", "-c", "log_min_messages=warning"]);

    /// <summary>Made in a directory beside and moved into place: a crash in between leaves no half cluster.</summary>
    public void EnsureCreated()
    {
        StopRemains();
        if (File.Exists(Path.Combine(Data, "PG_VERSION")))
        {
            RequireSameMajor();
            return;
        }

        var draft = Path.Combine(Directory, "draft");
        Run("rm", ["-rf", draft, Data]);
        GiveDirectoryToPostgres();
        var passwordFile = Path.Combine(Directory, "password");
        Secrets.WritePrivately(passwordFile, Password);
        GiveToPostgres(passwordFile);
        Run(PostgresUser.Wrap([
            Path.Combine(Binaries, "initdb"), "-D", draft, "-U", LocalPostgresResource.UserName, "-E", "UTF8", "--locale=C",
            "--auth-local=scram-sha-256", "--auth-host=scram-sha-256", "--pwfile", passwordFile]));
        File.Delete(passwordFile);
        foreach (var database in Databases)
        {
            Run(PostgresUser.Wrap([Path.Combine(Binaries, "postgres"), "--single", "-D", draft, "postgres"]), $"create database {database};\n");
        }

        System.IO.Directory.Move(draft, Data);
    }

    /// <summary>A server that outlived the last AppHost holds the files; it is asked to end before another starts on them.</summary>
    private void StopRemains()
    {
        var pidFile = Path.Combine(Data, "postmaster.pid");
        if (!File.Exists(pidFile) || !int.TryParse(File.ReadLines(pidFile).FirstOrDefault(), out var pid))
        {
            return;
        }

        var commandLine = $"/proc/{pid}/cmdline";
        if (File.Exists(commandLine) && File.ReadAllText(commandLine).Contains(Data, StringComparison.Ordinal))
        {
            Run("kill", ["-INT", pid.ToString()]);
            SpinWait.SpinUntil(() => !File.Exists(commandLine), TimeSpan.FromSeconds(30));
        }
    }

    private void RequireSameMajor()
    {
        var files = File.ReadAllText(Path.Combine(Data, "PG_VERSION")).Trim();
        var binaries = Capture([Path.Combine(Binaries, "postgres"), "--version"]).Split(' ').Last(w => w.Length > 0 && char.IsDigit(w[0])).Split('.')[0];
        if (!binaries.StartsWith(files, StringComparison.Ordinal))
        {
            throw new StartupException(
                $"the database in {Data} is of PostgreSQL {files}, the binaries in {Binaries} are {binaries}. Name those of {files} with Postgres__BinDirectory, or upgrade the files with pg_upgrade.");
        }
    }

    private void GiveDirectoryToPostgres()
    {
        System.IO.Directory.CreateDirectory(Directory);
        GiveToPostgres(Directory);
    }

    private static void GiveToPostgres(string path)
    {
        if (PostgresUser.Name is { } user)
        {
            Run("chown", [$"{user}:", path]);
        }
    }

    private static void Run(string program, IReadOnlyList<string> arguments) => Run([program, .. arguments]);

    private static void Run(IReadOnlyList<string> command, string? input = null)
    {
        var (exitCode, output) = Execute(command, input);
        if (exitCode != 0)
        {
            throw new StartupException($"{Path.GetFileName(command.First(c => !c.StartsWith('-')))} ended with {exitCode}: {output.Trim().ReplaceLineEndings(" ")}");
        }
    }

    private static string Capture(IReadOnlyList<string> command) => Execute(command, null).Output.Trim();

    private static (int ExitCode, string Output) Execute(IReadOnlyList<string> command, string? input)
    {
        using var process = Process.Start(new ProcessStartInfo(command[0], command.Skip(1))
        {
            WorkingDirectory = "/",
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        process.StandardInput.Write(input);
        process.StandardInput.Close();
        var errors = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output + errors.GetAwaiter().GetResult());
    }
}
