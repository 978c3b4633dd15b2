using System.Globalization;
using DeployMcp.Benchmarks.Deploy;
using DeployMcp.Benchmarks.Platform;
using DeployMcp.Benchmarks.Processes;

namespace DeployMcp.Benchmarks.Matrix;

/// <summary>Every example, one after the other, on a platform with empty caches; the table goes to <c>examples/MATRIX.md</c>.</summary>
internal static class MatrixRun
{
    /// <param name="names">Only examples whose name holds one of these, and no file; all when there is none.</param>
    /// <returns>The exit code: 0 when each did as expected or lacks its toolchain.</returns>
    public static async Task<int> RunAsync(IReadOnlyList<string> names)
    {
        var examples = ExampleApp.ReadAll().Where(e => names.Count == 0 || names.Any(n => e.Name.Contains(n, StringComparison.Ordinal))).ToList();
        await MakeDockerBaseAsync(examples);
        using var home = new PlatformHome();
        await using var running = await RunningPlatform.StartAsync(home);
        await using var agent = await AgentSession.ConnectAsync(running.Connection);
        using var visitor = new Visitor();
        var deploy = new ExampleDeploy(running.Connection, agent, visitor);
        var rows = new List<MatrixRow>();
        foreach (var example in examples)
        {
            rows.Add(await TryAsync(deploy, example));
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{example.Name}: {rows[^1].Outcome}, {rows[^1].First.TotalSeconds:0.0} s, again {rows[^1].Again?.TotalSeconds:0.0} s"));
        }

        Console.WriteLine();
        Console.WriteLine($"{Summary(rows)}\n\n{MatrixRow.Table(rows)}");
        if (names.Count == 0)
        {
            await WriteAsync(rows);
        }

        return rows.All(r => r.IsAsExpected || IsMissing(r)) ? 0 : 1;
    }

    /// <summary>Where no engine answers, the platform's own word on that is the outcome.</summary>
    private static async Task MakeDockerBaseAsync(List<ExampleApp> examples)
    {
        if (!examples.Any(e => e.NeedsEngine))
        {
            return;
        }

        try
        {
            await Command.CaptureAsync("sh", [Path.Combine(Checkout.Root, "examples", "docker-base.sh")], Checkout.Root);
        }
        catch (InvalidOperationException e)
        {
            Console.WriteLine($"No base image for the docker examples: {e.Message}");
        }
    }

    private static async Task<MatrixRow> TryAsync(ExampleDeploy deploy, ExampleApp example)
    {
        try
        {
            return await deploy.RunAsync(example);
        }
        catch (Exception e) when (e is InvalidOperationException or TimeoutException or IOException)
        {
            // The others' minutes are not lost with it; the table and the exit code tell.
            Console.Error.WriteLine(e);
            return new MatrixRow(example.Name, "**the run itself failed**", false, TimeSpan.Zero, null);
        }
    }

    private static string Summary(List<MatrixRow> rows)
    {
        var stacks = rows.Where(r => !r.Stack.StartsWith("failures/", StringComparison.Ordinal)).ToList();
        var failures = rows.Except(stacks).ToList();
        return $"{stacks.Count(r => r.IsAsExpected)} of {stacks.Count} stacks did as they should, {stacks.Count(IsMissing)} lack their toolchain on this machine; "
            + $"{failures.Count(r => r.IsAsExpected)} of {failures.Count} broken apps got the failure that they should.";
    }

    private static bool IsMissing(MatrixRow row) => row.Outcome.StartsWith("toolchain missing", StringComparison.Ordinal);

    private static async Task WriteAsync(List<MatrixRow> rows)
    {
        var commit = (await Command.CaptureAsync("git", ["rev-parse", "--short", "HEAD"], Checkout.Root)).Trim();
        var day = DateTimeOffset.UtcNow.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        await File.WriteAllTextAsync(
            Path.Combine(Checkout.Root, "examples", "MATRIX.md"),
            "# The stacks\n\nWritten by `dotnet run -c Release --project benchmarks/DeployMcp.Benchmarks -- matrix`, which deploys every folder of `examples/` through MCP.\n"
            + "First deploy: from `create_service` to the app's own text, with no dependency installed and no tool fetched by the platform before; redeploy: from a\n"
            + "push that changes no dependency to the new version's being active.\n\n"
            + $"{day}, commit {commit}, {Environment.ProcessorCount} cores. {Summary(rows)}\n\n{MatrixRow.Table(rows)}");
    }
}
