using System.Diagnostics;
using DeployMcp.GraphQL;
using DeployMcp.GraphQL.Execution;
using DeployMcp.GraphQL.Http;
using DeployMcp.GraphQL.Language;
using DeployMcp.GraphQL.Validation;

namespace DeployMcp.Tests.GraphQL;

/// <summary>What is refused before anything is executed, and at what cost.</summary>
public class LimitTests
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(5);

    public static TheoryData<string, string> TooMuch() => new()
    {
        { "characters", $"{{ person {{ id }} }} #{new string('x', 100_001)}" },
        { "tokens", $"{{ person {{ {string.Join(' ', Enumerable.Repeat("id", 6_000))} }} }}" },
        { "nests deeper", string.Concat(Enumerable.Repeat("{ a ", 101)) + new string('}', 101) },
        { "nests deeper", $"{{ echo(any: {new string('[', 4_000)}" },
        { "nests deeper", $"query ($v: {new string('[', 4_000)}Int) {{ x }}" },
        { "depth is 18", $"{{ person {string.Concat(Enumerable.Repeat("{ best ", 16))} {{ id }} {new string('}', 17)}" },
        { "depth is", "{ person { ...F0 } } " + string.Concat(Enumerable.Range(0, 30).Select(i => $"fragment F{i} on Person {{ best {{ ...F{i + 1} }} }} ")) + "fragment F30 on Person { id }" },
        { "cost is", "{ people(first: 1000000) { id name } }" },
        { "cost is", "query ($n: Int = 1000000) { people(first: $n) { id name } }" },
        { "cost is", "{ person { ...F0 } } " + string.Concat(Enumerable.Range(0, 15).Select(i => $"fragment F{i} on Person {{ a: best {{ ...F{i + 1} }} b: best {{ ...F{i + 1} }} }} ")) + "fragment F15 on Person { id }" },
        { "number of aliases is 101", $"{{ {string.Concat(Enumerable.Range(0, 101).Select(i => $"a{i}: __typename "))} }}" },
        { "pairs of selections", $"{{ person {{ {string.Concat(Enumerable.Repeat("best{id}", 1_100))} }} }}" },
    };

    [Theory]
    [MemberData(nameof(TooMuch))]
    public async Task Run_OfTooMuch_IsRefusedSoonAndSaysWhatToDo(string expected, string query)
    {
        var clock = Stopwatch.StartNew();

        var result = await RunAsync(query);

        Assert.False(result.HasData);
        var error = Assert.Single(result.Errors, e => e.Message.Contains(expected, StringComparison.Ordinal));
        Assert.Equal("LIMIT_EXCEEDED", error.Code);
        Assert.Contains("Next: ", error.Message, StringComparison.Ordinal);
        Assert.True(clock.Elapsed < Soon, $"It took {clock.Elapsed}.");
    }

    [Theory]
    [InlineData("{ person { ...A } } fragment A on Person { ...B ...B } fragment B on Person { ...A ...A }")]
    [InlineData("{ person { ...A } } fragment A on Person { best { ...A } best { ...A } }")]
    public async Task Run_OfFragmentsWithoutEnd_IsRefusedSoon(string query)
    {
        var clock = Stopwatch.StartNew();

        Assert.Equal("GRAPHQL_VALIDATION_FAILED", (await RunAsync(query)).Errors[0].Code);
        Assert.True(clock.Elapsed < Soon, $"It took {clock.Elapsed}.");
    }

    /// <summary>A stack that is too small ends the whole process: a third of what a thread has must do.</summary>
    [Theory]
    [InlineData(280, "...F{0}")]
    [InlineData(280, "best {{ ...F{0} }} best {{ ...F{0} }}")]
    [InlineData(400, "... on Person {{ ...F{0} }}")]
    public void Run_OfTheLongestChainOfFragments_NeedsLittleStack(int length, string link)
    {
        var chain = Enumerable.Range(0, length).Select(i => $"fragment F{i} on Person {{ {string.Format(System.Globalization.CultureInfo.InvariantCulture, link, i + 1)} }}");
        var query = $"{{ person {{ ...F0 }} }} {string.Join(' ', chain)} fragment F{length} on Person {{ id }}";
        ExecutionResult? result = null;
        var thread = new Thread(() => result = RunAsync(query).GetAwaiter().GetResult(), maxStackSize: 512 * 1024);

        thread.Start();
        thread.Join();

        Assert.All(result!.Errors, e => Assert.Equal("LIMIT_EXCEEDED", e.Code));
    }

    [Fact]
    public async Task Run_OfTheWholeIntrospection_IsWithinTheLimits()
    {
        var query = (string)(await OfficialGraphQL.RunAsync(DeployMcp.GraphQL.Schema.SchemaPrinter.Print(TestSchema.Schema)))["introspectionQuery"]!;

        Assert.Empty((await RunAsync(query)).Errors);
    }

    [Fact]
    public async Task Run_OfMoreErrorsThanAnyoneReads_TellsAHundred()
        => Assert.Equal(100, (await RunAsync($"{{ {string.Concat(Enumerable.Range(0, 300).Select(i => $"n{i} "))} }}")).Errors.Count);

    private static Task<ExecutionResult> RunAsync(string query)
        => new GraphQLEngine(TestSchema.Schema, new ParserLimits(), new CostLimits())
            .RunAsync(new GraphQLRequest(query, null, new Dictionary<string, System.Text.Json.JsonElement>(StringComparer.Ordinal)), state: null, Fault, CancellationToken.None);

    private static FieldException Fault(Exception e) => new(e.Message, "FAULT");
}
