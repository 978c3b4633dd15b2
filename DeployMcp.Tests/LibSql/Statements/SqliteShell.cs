using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace DeployMcp.Tests.LibSql.Statements;

/// <summary>The real <c>sqlite3</c> on a file of its own, asked one statement after the other.</summary>
internal sealed partial class SqliteShell : IAsyncDisposable
{
    private const string Mark = "--answered--";
    private const char Column = '\u001f';
    private const char Row = '\u001e';

    private readonly Process _process;

    private SqliteShell(Process process) => _process = process;

    public static async Task<SqliteShell> StartAsync(string file)
    {
        // Both outputs in one, so that an error stands where its statement's rows would.
        var start = new ProcessStartInfo("sh", ["-c", "exec sqlite3 -batch -init /dev/null \"$1\" 2>&1", "sh", file])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            StandardOutputEncoding = Encoding.UTF8,
            StandardInputEncoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false),
        };
        var shell = new SqliteShell(Process.Start(start)!);
        await shell.AskAsync("PRAGMA journal_mode = WAL;");
        await shell.AskAsync("PRAGMA foreign_keys = ON;");
        await shell.AskAsync(".dbconfig trusted_schema off");
        await shell.AskAsync(".dbconfig defensive on");
        await shell.AskAsync($".headers on\n.mode quote\n.separator {Column} {Row}");
        return shell;
    }

    /// <returns>Rows of SQL literals, column names first; or an error's message.</returns>
    public async Task<StatementOutcome> RunAsync(string sql)
    {
        var output = await AskAsync(sql + ";");
        if (ErrorLine().Match(output) is { Success: true } error)
            return new StatementOutcome(error.Groups["message"].Value, []);
        return new StatementOutcome(null, [.. output.Split(Row, StringSplitOptions.RemoveEmptyEntries).Select(r => r.Split(Column).Select(Normalise).ToArray())]);
    }

    public async ValueTask DisposeAsync()
    {
        _process.StandardInput.Close();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    /// <summary>Numbers are compared as such: programs write the same double in several ways.</summary>
    internal static string Normalise(string literal)
        => literal is "Inf" ? Number(double.PositiveInfinity) : literal.Contains('.', StringComparison.Ordinal) || literal.Contains('e', StringComparison.OrdinalIgnoreCase)
            ? double.TryParse(literal, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? Number(number) : literal
            : literal;

    internal static string Number(double number) => number.ToString("R", CultureInfo.InvariantCulture) + " as a double";

    private async Task<string> AskAsync(string input)
    {
        await _process.StandardInput.WriteAsync($"{input}\n.print {Mark}\n");
        await _process.StandardInput.FlushAsync();
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        var output = new StringBuilder();
        var buffer = new char[4096];
        while (!output.ToString().EndsWith(Mark + "\n", StringComparison.Ordinal))
        {
            var read = await _process.StandardOutput.ReadAsync(buffer, deadline.Token);
            Assert.True(read > 0, $"sqlite3 ended: {output}");
            output.Append(buffer, 0, read);
        }

        return output.ToString(0, output.Length - Mark.Length - 1);
    }

    [GeneratedRegex(@"^(?:Parse|Runtime) error near line \d+: (?<message>.*?)(?: \(\d+\))?$", RegexOptions.Multiline | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex ErrorLine();
}

/// <param name="Error">SQLite's message, or null.</param>
/// <param name="Rows">Of SQL literals; the first has the columns' names. Without rows there is nothing.</param>
internal sealed record StatementOutcome(string? Error, IReadOnlyList<string[]> Rows)
{
    public override string ToString() => Error is not null ? $"error: {Error}" : string.Join('\n', Rows.Select(r => string.Join(" | ", r)));
}
