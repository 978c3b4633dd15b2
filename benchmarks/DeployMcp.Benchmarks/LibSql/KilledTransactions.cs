using System.Text.Json;

namespace DeployMcp.Benchmarks.LibSql;

/// <summary>What came of a number of kills.</summary>
/// <param name="Acknowledged">Transactions whose COMMIT was answered.</param>
/// <param name="Open">Writers that were in the middle of a transaction when the server was killed.</param>
/// <param name="Problems">Damage, half transactions, and answered ones that were lost.</param>
public sealed record KillReport(int Kills, int Acknowledged, int Open, IReadOnlyList<string> Problems);

/// <summary>
/// <c>kill -9</c> of the libSQL server again and again while several writers are in the middle of transactions. Each transaction
/// writes rows in several requests; after each kill the file must be sound, every transaction whole or absent, and every answered
/// one there.
/// </summary>
public sealed class KilledTransactions(string directory, Random random)
{
    private const string Name = "killed";
    private const int Writers = 3;
    private const int RowsPerTransaction = 20;
    private const int LongestWriting = 150;

    private readonly HashSet<int> _acknowledged = [];
    private readonly List<string> _problems = [];
    private int _next;
    private int _open;

    public async Task<KillReport> RunAsync(int kills)
    {
        for (var kill = 0; kill < kills; kill++)
            await KillOnceAsync(kill);
        await using var last = await LibSqlServer.StartAsync(directory);
        using var client = new HttpClient();
        await CheckAsync(last, client, await last.CreateAsync(Name), kills);
        return new KillReport(kills, _acknowledged.Count, _open, _problems);
    }

    private async Task KillOnceAsync(int kill)
    {
        await using var server = await LibSqlServer.StartAsync(directory);
        using var client = new HttpClient();
        var token = await server.CreateAsync(Name);
        if (kill == 0)
            await server.SendAsync(client, Name, token, LibSqlServer.Body("CREATE TABLE t (id INTEGER PRIMARY KEY, number INTEGER, filler BLOB)"));
        else
            await CheckAsync(server, client, token, kill);
        var writing = Enumerable.Range(0, Writers).Select(_ => WriteAsync(server, client, token)).ToArray();
        await Task.Delay(random.Next(LongestWriting));
        await server.KillAsync();
        await Task.WhenAll(writing);
    }

    /// <summary>Transactions one after the other, each over three requests, until the server is gone.</summary>
    private async Task WriteAsync(LibSqlServer server, HttpClient client, string token)
    {
        while (true)
        {
            var number = Interlocked.Increment(ref _next);
            var isOpen = false;
            try
            {
                var begun = await server.SendAsync(client, Name, token, Requests(null, "BEGIN IMMEDIATE", Insert(number)));
                isOpen = true;
                var written = await server.SendAsync(client, Name, token, Requests(Baton(begun), Insert(number)));
                await server.SendAsync(client, Name, token, Requests(Baton(written), "COMMIT"));
                lock (_acknowledged)
                    _acknowledged.Add(number);
            }
            catch (Exception e) when (e is HttpRequestException or IOException)
            {
                if (isOpen)
                    Interlocked.Increment(ref _open);
                return;
            }
        }
    }

    private async Task CheckAsync(LibSqlServer server, HttpClient client, string token, int kill)
    {
        var sound = Rows(await server.SendAsync(client, Name, token, LibSqlServer.Body("PRAGMA integrity_check"))).Single()[0];
        if (sound != "ok")
            _problems.Add($"after kill {kill}: {sound}");
        var counts = Rows(await server.SendAsync(client, Name, token, LibSqlServer.Body("SELECT number, count(*) FROM t GROUP BY number")))
            .ToDictionary(r => int.Parse(r[0], System.Globalization.CultureInfo.InvariantCulture), r => r[1]);
        _problems.AddRange(counts.Where(c => c.Value != $"{RowsPerTransaction}").Select(c => $"after kill {kill}: {c.Value} rows of transaction {c.Key}"));
        _problems.AddRange(_acknowledged.Where(a => !counts.ContainsKey(a)).Select(a => $"after kill {kill}: transaction {a} was answered and is lost"));
    }

    /// <summary>Half of a transaction's rows.</summary>
    private static string Insert(int number)
        => $"INSERT INTO t (number, filler) WITH RECURSIVE c(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c WHERE n < {RowsPerTransaction / 2}) SELECT {number}, randomblob(500) FROM c";

    private static string Requests(string? baton, params string[] statements)
    {
        var requests = statements.Select(sql => new { type = "execute", stmt = new { sql } });
        return JsonSerializer.Serialize(new { baton, requests });
    }

    private static string? Baton(JsonElement answer) => answer.GetProperty("baton").GetString();

    private static IEnumerable<string[]> Rows(JsonElement answer)
        => answer.GetProperty("results")[0].GetProperty("response").GetProperty("result").GetProperty("rows").EnumerateArray()
            .Select(r => r.EnumerateArray().Select(v => v.GetProperty("value").ToString()).ToArray());
}
