using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using static DeployMcp.Tests.LibSql.LibSqlDatabase;

namespace DeployMcp.Tests.LibSql.Statements;

/// <summary>Every type of statement, through this server and through the real <c>sqlite3</c>: rows, names, counts and errors are the same.</summary>
public partial class SqliteComparisonTests(LibSqlServer server) : IClassFixture<LibSqlServer>
{
    private static readonly string Script = Path.Combine(Repository.Root, "DeployMcp.Tests", "LibSql", "Statements", "statements.sql");

    [Fact]
    public async Task EachStatement_ThroughBoth_HasTheSameOutcome()
    {
        var directory = Directory.CreateTempSubdirectory("deploymcp-sqlite-").FullName;
        await using (var shell = await SqliteShell.StartAsync(Path.Combine(directory, "peer.db")))
        {
            var stream = new OneStream(await server.CreateAsync());
            var statements = (await File.ReadAllTextAsync(Script)).Split("\n;\n", StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
            Assert.InRange(statements.Length, 100, 1000);
            foreach (var statement in statements)
            {
                foreach (var sql in new[] { statement, "SELECT changes(), last_insert_rowid(), total_changes()" })
                {
                    var (theirs, ours) = (await shell.RunAsync(sql), await stream.RunAsync(sql));
                    Assert.True($"{theirs}" == $"{ours}", $"{statement}\n{sql}\nsqlite3:\n{theirs}\nours:\n{ours}");
                }
            }
        }

        Directory.Delete(directory, recursive: true);
    }

    [GeneratedRegex(@"^(?:SQLite error: |SQL string could not be parsed: |SQL input error: )(?<message>.*?)(?: \(at offset \d+\))?$", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex ErrorMessage();

    /// <summary>All statements on one stream: transactions and temporary tables go from one to the next.</summary>
    private sealed class OneStream(LibSqlDatabase database)
    {
        private string? _baton;

        public async Task<StatementOutcome> RunAsync(string sql)
        {
            var answer = await database.PipelineAsync(_baton, Execute(sql));
            _baton = answer.GetProperty("baton").GetString();
            var result = answer.GetProperty("results")[0];
            if (result.TryGetProperty("error", out var error))
                return new StatementOutcome(ErrorMessage().Match(error.GetProperty("message").GetString()!).Groups["message"].Value, []);
            var content = result.GetProperty("response").GetProperty("result");
            var rows = content.GetProperty("rows").EnumerateArray().Select(r => r.EnumerateArray().Select(Literal).ToArray()).ToList();
            var names = content.GetProperty("cols").EnumerateArray().Select(c => Quote(c.GetProperty("name").GetString()!)).ToArray();
            return new StatementOutcome(null, rows.Count > 0 ? [names, .. rows] : []);
        }

        private static string Literal(JsonElement value) => value.GetProperty("type").GetString() switch
        {
            "null" => "NULL",
            "integer" => value.GetProperty("value").GetString()!,
            "float" => SqliteShell.Number(value.GetProperty("value").GetDouble()),
            "text" => Quote(value.GetProperty("value").GetString()!),
            _ => $"X'{Convert.ToHexStringLower(Convert.FromBase64String(value.GetProperty("base64").GetString()!))}'",
        };

        private static string Quote(string text) => new StringBuilder(text).Replace("'", "''").Insert(0, '\'').Append('\'').ToString();
    }
}
