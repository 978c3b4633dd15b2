using System.Text.Json;
using System.Text.Json.Nodes;
using DeployMcp.Tests.Server.Fixture;
using Xunit.Abstractions;

namespace DeployMcp.Tests.Server.Mcp;

[Collection(ServerCollection.Name)]
public class ToolListTests(ServerFixture fixture, ITestOutputHelper output)
{
    /// <summary>
    /// Tokens for all fifteen, which is within the 4,000 that they may have. Counted as characters / 4, which is above what a real tokenizer
    /// gives for this JSON: o200k_base (npm gpt-tokenizer 4.0.0) counts 4 % fewer.
    /// </summary>
    private const int MaxTokens = 3_950;

    private static readonly string Snapshot = Path.Combine(Repository.Root, "DeployMcp.Tests", "Server", "Mcp", "tools-list.json");

    [Fact]
    public async Task ToolsList_IsTheContract()
    {
        var tools = await ListAsync();
        var actual = tools.ToJsonString(new JsonSerializerOptions { WriteIndented = true, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
        if (Environment.GetEnvironmentVariable("UPDATE_SNAPSHOTS") == "1")
        {
            await File.WriteAllTextAsync(Snapshot, actual + "\n");
        }

        Assert.Equal((await File.ReadAllTextAsync(Snapshot)).TrimEnd(), actual);
    }

    [Fact]
    public async Task ToolsList_StaysWithinItsTokenBudget()
    {
        var tokens = (await ListAsync()).ToJsonString().Length / 4;

        output.WriteLine($"tools/list: about {tokens} tokens");
        Assert.InRange(tokens, 1, MaxTokens);
    }

    [Fact]
    public async Task ToolsList_EveryToolSaysWhatItNeedsGivesAndDoes()
    {
        foreach (var tool in await ListAsync())
        {
            Assert.False(string.IsNullOrEmpty((string?)tool!["title"]));
            Assert.False(string.IsNullOrEmpty((string?)tool["description"]));
            Assert.NotNull(tool["outputSchema"]);
            Assert.All(
                ["readOnlyHint", "destructiveHint", "idempotentHint", "openWorldHint"],
                (string hint) => Assert.NotNull(tool["annotations"]![hint]));
            Assert.All(tool["inputSchema"]!["properties"]!.AsObject(), p => Assert.False(string.IsNullOrEmpty((string?)p.Value!["description"]), $"{tool["name"]} {p.Key}"));
        }
    }

    private async Task<JsonArray> ListAsync()
    {
        await using var session = await fixture.ConnectAsNewUserAsync();
        var tools = (await session.Client.ListToolsAsync()).OrderBy(t => t.Name, StringComparer.Ordinal);
        return new JsonArray([.. tools.Select(t => JsonSerializer.SerializeToNode(t.ProtocolTool, ModelContextProtocol.McpJsonUtilities.DefaultOptions))]);
    }
}
