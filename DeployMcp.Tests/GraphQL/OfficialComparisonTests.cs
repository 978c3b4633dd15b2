using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using DeployMcp.GraphQL;
using DeployMcp.GraphQL.Execution;
using DeployMcp.GraphQL.Http;
using DeployMcp.GraphQL.Language;
using DeployMcp.GraphQL.Schema;
using DeployMcp.GraphQL.Validation;

namespace DeployMcp.Tests.GraphQL;

/// <summary>Ours beside graphql-js: the same schema, which they build from what we print, and the same requests.</summary>
public class OfficialComparisonTests
{
    /// <summary>
    /// Both refuse these, in other ways: a missing root type is a validation error since September 2025; type definitions we refuse
    /// while parsing; and a nullable variable in a oneOf input object is one error here and two there.
    /// </summary>
    private static readonly string[] LocationsOpen =
    [
        "subscription { person { id } }", "type Query { a: Int }", "extend type Query { a: Int }", "{ person { id } } scalar X", "query($a: ID) { echo(choice: {id: $a}) }",
    ];

    [Fact]
    public async Task EveryRequest_HasTheSameOutcomeAsWithTheOfficialPackage()
    {
        var official = (await OfficialGraphQL.RunAsync(SchemaPrinter.Print(TestSchema.Schema), Corpus.All))["results"]!.AsArray();
        var differences = new List<string>();
        for (var i = 0; i < Corpus.All.Count; i++)
        {
            var (theirs, ours) = (Outcome(official[i]!), Outcome(await RunAsync(Corpus.All[i])));
            if (theirs != ours && !LocationsOpen.Contains(Corpus.All[i].Query))
                differences.Add($"{Corpus.All[i].Query} {Corpus.All[i].Variables?.ToJsonString()}\n  theirs: {theirs}\n  ours:   {ours}");
        }

        Assert.True(differences.Count == 0, $"{differences.Count} of {Corpus.All.Count} differ:\n{string.Join('\n', differences)}");
    }

    [Fact]
    public async Task LocationsOpen_AreRefusedByBoth()
    {
        var cases = LocationsOpen.Select(q => new GraphQLCase(q)).ToList();
        var official = (await OfficialGraphQL.RunAsync(SchemaPrinter.Print(TestSchema.Schema), cases))["results"]!.AsArray();

        Assert.All(official, theirs => Assert.NotEmpty(theirs!["errors"]!.AsArray()));
        foreach (var one in cases)
            Assert.NotEmpty((await RunAsync(one))["errors"]!.AsArray());
    }

    [Theory]
    [MemberData(nameof(OfKind), "valid")]
    public async Task Valid_IsExecuted(string query) => Assert.Equal("execute", (string?)(await RunAsync(new GraphQLCase(query, Root: [])))["stage"]);

    [Theory]
    [MemberData(nameof(OfKind), "invalid")]
    public async Task Invalid_IsNotExecuted(string query) => Assert.Equal("validate", (string?)(await RunAsync(new GraphQLCase(query)))["stage"]);

    [Fact]
    public async Task PrintedSchema_IsWhatTheOfficialPackagePrints()
    {
        var printed = SchemaPrinter.Print(TestSchema.Schema);

        var official = await OfficialGraphQL.RunAsync(printed);

        Assert.Equal((string?)official["printed"], printed);
        Assert.Empty(official["schemaErrors"]!.AsArray());
    }

    [Fact]
    public async Task Introspection_WithTheOfficialQuery_EqualsTheirsAndBuildsTheSameClientSchema()
    {
        var sdl = SchemaPrinter.Print(TestSchema.Schema);
        var query = (string)(await OfficialGraphQL.RunAsync(sdl))["introspectionQuery"]!;
        var ours = (await RunAsync(new GraphQLCase(query)))["data"]!;

        var official = await OfficialGraphQL.RunAsync(sdl, [new GraphQLCase(query)], ours);

        Assert.Equal((string?)official["sorted"], (string?)official["rebuilt"]);
        Assert.Equal(Ordered(official["results"]![0]!["data"]!), Ordered(ours));
    }

    public static TheoryData<string> OfKind(string kind) => [.. kind == "valid" ? Corpus.Valid.Where(q => !q.Contains("query B", StringComparison.Ordinal)) : Corpus.Invalid];

    /// <summary>As official/compare.mjs tells it.</summary>
    private static async Task<JsonNode> RunAsync(GraphQLCase one)
    {
        Document document;
        try
        {
            document = Parser.Parse(one.Query);
        }
        catch (GraphQLRequestException e)
        {
            return Told("parse", ExecutionResult.RequestError(e.Errors));
        }

        if (Validator.Validate(TestSchema.Schema, document) is { Count: > 0 } errors)
        {
            return Told("validate", ExecutionResult.RequestError(errors));
        }

        var variables = one.Variables is null ? [] : JsonSerializer.Deserialize<Dictionary<string, JsonElement>>(one.Variables)!;
        var request = new ExecutionRequest(document, one.OperationName) { Variables = variables, Root = one.Root, State = new int[1] };
        return Told("execute", await Executor.ExecuteAsync(TestSchema.Schema, request));
    }

    private static JsonObject Told(string stage, ExecutionResult result)
    {
        var told = JsonNode.Parse(ResponseWriter.Write(result).Span)!.AsObject();
        told["stage"] = stage;
        return told;
    }

    /// <summary>Stage, data to the letter, and of the errors all that the specification fixes: where they are, not their words.</summary>
    private static string Outcome(JsonNode result)
    {
        var stage = (string)result["stage"]!;
        var errors = (result["errors"] as JsonArray ?? []).Select(e => stage == "parse" ? "" : $"{Places(e!["locations"])}{Canonical(e["path"])}").Order(StringComparer.Ordinal);
        return $"{stage} {(result.AsObject().ContainsKey("data") ? Canonical(result["data"]) : "-")} {string.Join(' ', errors)}";
    }

    /// <summary>All of an error's; their order is nowhere fixed.</summary>
    private static string Places(JsonNode? locations)
        => string.Join(' ', (locations as JsonArray ?? []).Select(l => $"{l!["line"]}:{l["column"]}").Order(StringComparer.Ordinal));

    private static string Canonical(JsonNode? node) => node switch
    {
        null => "null",
        JsonObject entries => $"{{{string.Join(",", entries.Select(e => $"{e.Key}:{Canonical(e.Value)}"))}}}",
        JsonArray items => $"[{string.Join(",", items.Select(Canonical))}]",
        _ when node.GetValueKind() == JsonValueKind.Number => node.GetValue<JsonElement>().GetDouble().ToString("R"),
        _ => node.ToJsonString(),
    };

    /// <summary>
    /// With all lists by name, and without the descriptions of what every schema has, which each implementation words for itself.
    /// </summary>
    private static string Ordered(JsonNode introspection)
    {
        var text = new StringBuilder();
        Write(text, introspection, "", isBuiltIn: false);
        return text.ToString();
    }

    private static void Write(StringBuilder text, JsonNode? node, string indent, bool isBuiltIn)
    {
        switch (node)
        {
            case JsonArray items:
                foreach (var item in items.OrderBy(i => i is JsonObject ? (string?)i["name"] : i?.ToJsonString(), StringComparer.Ordinal))
                    Write(text, item, indent + "  ", isBuiltIn);
                break;
            case JsonObject entries:
                var builtIn = isBuiltIn || IsBuiltIn(entries);
                foreach (var (name, value) in entries.Where(e => !builtIn || e.Key != "description").OrderBy(e => e.Key, StringComparer.Ordinal))
                {
                    text.Append($"\n{indent}{name}: ");
                    Write(text, value, indent + "  ", builtIn);
                }

                break;
            default:
                text.Append(node?.ToJsonString() ?? "null");
                break;
        }
    }

    private static bool IsBuiltIn(JsonObject entries)
        => (string?)entries["name"] is { } name
            && (name.StartsWith("__", StringComparison.Ordinal) || name is "Int" or "Float" or "String" or "Boolean" or "ID"
                || (entries.ContainsKey("locations") && BuiltInDirectives.All.Any(d => d.Name == name)));
}
