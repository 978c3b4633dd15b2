using System.Diagnostics;
using System.Text.Json.Nodes;
using DeployMcp.Benchmarks.Deploy;
using DeployMcp.Benchmarks.Platform;
using DeployMcp.Benchmarks.Processes;

namespace DeployMcp.Benchmarks.Matrix;

/// <summary>Takes one example through MCP as an agent would: repo, push, create_service, and a push that changes no dependency.</summary>
internal sealed class ExampleDeploy(PlatformConnection connection, AgentSession agent, Visitor visitor)
{
    private const string NotFound = "Not found on the PATH: ";
    private static readonly TimeSpan Deadline = TimeSpan.FromMinutes(12);

    public async Task<MatrixRow> RunAsync(ExampleApp example)
    {
        using var work = await WorkingCopy.CreateAsync();
        var remote = await agent.CreateRepositoryAsync(example.Label);
        if (!example.IsEmpty)
        {
            work.CopyFrom(example.Directory);
            await work.CommitAsync(example.Name);
            await work.PushAsync(remote);
        }

        var clock = Stopwatch.StartNew();
        var created = await agent.CallAsync("create_service", Arguments(example));
        var deployment = (string?)created["deployment"]?["id"];
        var service = await EndAsync(example.Label, s => (string?)s["deployment"]?["id"] == deployment);
        var row = await OutcomeAsync(example, service, clock);
        if (row.IsAsExpected && example.Failure is null)
        {
            row = row with { Again = await AgainAsync(example, work, remote) };
        }

        await agent.CallAsync("delete_service", Named(example.Label));
        return row;
    }

    private async Task<MatrixRow> OutcomeAsync(ExampleApp example, JsonNode service, Stopwatch clock)
    {
        if ((string?)service["status"] == "active")
        {
            var answer = await AnswerAsync(example);
            return answer is null
                ? new MatrixRow(example.Name, example.Failure is null ? "**live, but doesn't answer as expected**" : $"**live instead of {example.Failure}**", false, clock.Elapsed, null)
                : new MatrixRow(example.Name, "live", example.Failure is null, clock.Elapsed, null);
        }

        var (code, evidence) = ((string?)service["failure"]?["code"] ?? "failed", (string?)service["failure"]?["evidence"] ?? "");
        if (code == "no_provider" && example.Failure != code && (example.NeedsEngine || evidence.StartsWith(NotFound, StringComparison.Ordinal)))
        {
            var missing = example.NeedsEngine ? "a container engine" : evidence[NotFound.Length..].Split('\n')[0];
            return new MatrixRow(example.Name, $"toolchain missing here: {missing}", false, clock.Elapsed, null);
        }

        var expected = code == example.Failure && evidence.Contains(example.Contains, StringComparison.Ordinal);
        if (!expected)
        {
            Console.Error.WriteLine(service.ToJsonString());
        }

        return new MatrixRow(example.Name, expected ? $"`{code}`, as expected" : $"**{code}**", expected, clock.Elapsed, null);
    }

    private async Task<TimeSpan> AgainAsync(ExampleApp example, WorkingCopy work, RemoteRepository remote)
    {
        await work.WriteAsync("CHANGED.md", "A change that leaves the dependencies as they were.\n");
        var commit = await work.CommitAsync("Change");
        var clock = Stopwatch.StartNew();
        await work.PushAsync(remote);
        var service = await EndAsync(example.Label, s => (string?)s["deployment"]?["commit"] == commit);
        return (string?)service["status"] == "active" ? clock.Elapsed : throw new InvalidOperationException($"{example.Name} failed when it was deployed again: {service}");
    }

    /// <summary>The page, which may need a moment after the switch; null when it never holds what is expected.</summary>
    private async Task<string?> AnswerAsync(ExampleApp example)
    {
        var url = connection.EdgeUrl.Replace("{name}", example.Label, StringComparison.Ordinal) + example.Path;
        for (var attempt = 0; attempt < 20; attempt++)
        {
            if (await visitor.TryReadAsync(url) is { } text && text.Contains(example.Contains, StringComparison.Ordinal))
            {
                return text;
            }

            await Task.Delay(250);
        }

        return null;
    }

    /// <summary>The service once the deployment that is meant has ended.</summary>
    private async Task<JsonNode> EndAsync(string name, Func<JsonNode, bool> isMeant)
    {
        JsonNode? last = null;
        await Poll.UntilAsync(
            async () =>
            {
                last = await agent.CallAsync("get_service", new Dictionary<string, object?>(Named(name), StringComparer.Ordinal) { ["deploy_log_lines"] = 30 });
                return isMeant(last) && (string?)last["deployment"]?["status"] is "active" or "failed" or "crashed" or "cancelled";
            },
            Deadline,
            () => $"{name} did not come to an end: {last}",
            everyMilliseconds: 100);
        return last!;
    }

    private static Dictionary<string, object?> Arguments(ExampleApp example)
    {
        var arguments = Named(example.Label);
        arguments["repo"] = example.Label;
        foreach (var (name, value) in example.Arguments)
        {
            arguments[name] = value?.DeepClone();
        }

        return arguments;
    }

    private static Dictionary<string, object?> Named(string name) => new(StringComparer.Ordinal) { ["name"] = name };
}
