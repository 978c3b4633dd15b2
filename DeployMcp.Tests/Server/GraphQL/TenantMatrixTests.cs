using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using DeployMcp.GraphQL.Schema;
using DeployMcp.Server.GraphQL;
using DeployMcp.Tests.Server.Fixture;

namespace DeployMcp.Tests.Server.GraphQL;

/// <summary>
/// Every field and mutation of the schema, asked for by a stranger with the names and ids of an owner: the answers are those for
/// names that nobody has. The requests are made from the schema; an argument without a value here fails the test.
/// </summary>
[Collection(ServerCollection.Name)]
public partial class TenantMatrixTests(ServerFixture fixture)
{
    private const string Secret = "owners-own-secret";

    /// <summary>Deep enough for every field of every type.</summary>
    private const int Depth = 6;

    private GraphQLSchema Schema => fixture.Get<ProductSchema>().Engine.Schema;

    [Fact]
    public async Task EveryField_WithAnotherUsersNames_AnswersAsIfTheyWereNobodys()
    {
        var (owner, theirs) = await OwnerAsync();
        var nobodys = theirs.ToDictionary(n => n.Key, n => n.Key is "id" or "deployment" ? "0123456789abcdef0123456789abcdef" : n.Key == "before" ? "1" : $"nobodys-{n.Key}", StringComparer.Ordinal);
        var before = await OwnersViewAsync(owner);
        var (tried, covered) = (0, new HashSet<string>(StringComparer.Ordinal));

        foreach (var (kind, field) in Schema.Query.Fields.Values.Select(f => ("query", f)).Concat(Schema.Mutation!.Fields.Values.Select(f => ("mutation", f))))
        {
            using var one = await StrangerAsync();
            using var other = await StrangerAsync();
            var aboutTheirs = await one.SendAsync($"{kind} {{ {Select(field, theirs, Depth, covered)} }}");
            var aboutNobodys = await other.SendAsync($"{kind} {{ {Select(field, nobodys, Depth, covered)} }}");

            Assert.Equal(Plain(aboutNobodys, nobodys), Plain(aboutTheirs, theirs));
            Assert.DoesNotMatch("LIMIT_EXCEEDED|VALIDATION_FAILED|PARSE_FAILED", aboutTheirs.ToJsonString());
            Assert.DoesNotContain(Secret, aboutTheirs.ToJsonString(), StringComparison.Ordinal);
            tried++;
        }

        foreach (var (field, secrets) in new[] { ("services", 2), ("service", 2), ("repos", 1), ("resources", 1), ("resource", 1), ("keys", 1), ("auditLog", 1) })
        {
            var own = (await owner.SendAsync($"{{ {Select(Schema.Query.Fields[field], theirs, Depth, covered)} }}")).ToJsonString();
            Assert.True(Regex.Count(own, Secret) >= secrets, $"The request for {field} doesn't reach what it must not reach for others: {own}");
        }

        Assert.Equal(Schema.Query.Fields.Count + Schema.Mutation!.Fields.Count, tried);
        Assert.Equal(AllFields().Order(StringComparer.Ordinal), covered.Order(StringComparer.Ordinal));
        Assert.Equal(before, await OwnersViewAsync(owner));
        owner.Dispose();
    }

    /// <summary>A service by the stranger's own name leads nowhere with another's deployment id.</summary>
    [Fact]
    public async Task DeploymentOfAnotherUser_ThroughOnesOwnService_IsNobodys()
    {
        var (owner, theirs) = await OwnerAsync();
        using var stranger = await StrangerAsync();
        await stranger.DataAsync("""mutation { createRepo(input: {name: "mine"}) { created } createService(input: {repo: "mine", name: "mine"}) { created } }""");

        var read = await stranger.ErrorAsync("query ($id: ID!) { service(name: \"mine\") { deployment(id: $id) { status log { lines } } } }", new { id = theirs["id"] });
        var rolled = await stranger.ErrorAsync("mutation ($d: String!) { rollbackService(input: {name: \"mine\", deployment: $d}) { begun } }", new { d = theirs["id"] });

        Assert.Equal("NOT_FOUND", read.Code);
        Assert.Equal("REFUSED", rolled.Code);
        owner.Dispose();
    }

    /// <summary>Has one of everything, all of it marked; and the names and ids by which others might ask for it.</summary>
    private async Task<(GraphQLClient Owner, Dictionary<string, string> Names)> OwnerAsync()
    {
        var owner = await StrangerAsync();
        var name = $"private-{Guid.NewGuid():N}"[..20];
        await owner.DataAsync(
            "mutation ($repo: CreateRepoInput!, $resource: CreateResourceInput!, $service: CreateServiceInput!) { createRepo(input: $repo) { created } createResource(input: $resource) { created } createService(input: $service) { created } }",
            new
            {
                repo = new { name, description = Secret },
                resource = new { name, url = $"https://{Secret}.example.com" },
                service = new { repo = name, name, project = "hidden", resources = Names(name), startCommand = Secret, variables = new[] { new { key = "KEY", value = Secret } } },
            });
        var key = (await owner.DataAsync("mutation ($name: String!) { createKey(input: {name: $name, scope: READ}) { key { id } } }", new { name = Secret }))["createKey"]!["key"]!;
        JsonNode? service = null;
        await Eventually.TrueAsync(
            async () => (string?)(service = (await owner.DataAsync("query ($name: String!) { service(name: $name, project: \"hidden\") { status newest { id } } }", new { name }))["service"]!)["status"] == "ACTIVE",
            TimeSpan.FromSeconds(60),
            () => $"It did not become active: {service}");
        return (owner, new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["name"] = name,
            ["repo"] = name,
            ["project"] = "hidden",
            ["deployment"] = (string)service!["newest"]!["id"]!,
            ["id"] = (string)key["id"]!,
            ["before"] = "2000000000",
        });
    }

    private static string[] Names(params string[] names) => names;

    private async Task<GraphQLClient> StrangerAsync() => new(fixture.Url, (await fixture.AddUserAsync()).Key);

    /// <summary>All that the owner can see, but for the times that pass by themselves.</summary>
    private static async Task<string> OwnersViewAsync(GraphQLClient owner)
    {
        var view = await owner.DataAsync(
            """
            {
              services { name project status settings { memoryMiB startCommand } newest { id status } deployments { id status } variables { key value } }
              repos { name description } keys { id name } auditLog { entries { id action target outcome } }
            }
            """);
        return view.ToJsonString();
    }

    /// <summary>The field with all its arguments from the names, and all fields of its type down to the depth.</summary>
    private static string Select(FieldDefinition field, Dictionary<string, string> names, int depth, HashSet<string> covered)
    {
        var arguments = field.Arguments.Count == 0 ? "" : $"({string.Join(", ", field.Arguments.Select(a => $"{a.Name}: {Value(a, names)}"))})";
        if (field.Type.Named is not FieldsType type)
        {
            return $"{field.Name}{arguments}";
        }

        var inner = type.Fields.Values.Where(f => depth > 1 || f.Type.Named is not FieldsType).ToList();
        covered.UnionWith(inner.Select(f => $"{type}.{f.Name}"));
        return $"{field.Name}{arguments} {{ {string.Join(' ', inner.Select(f => Select(f, names, depth - 1, covered)))} }}";
    }

    private static string Value(InputValue argument, Dictionary<string, string> names) => (argument.Type.Named, argument.Name) switch
    {
        (InputObjectType input, _) when argument.Type is NonNullType => $"{{{string.Join(", ", input.Fields.Values.Select(f => $"{f.Name}: {Value(f, names)}"))}}}",
        (InputObjectType, _) => "[{key: \"STOLEN\", value: \"1\"}]",
        (EnumType values, _) => values.Values[0].Name,
        (_, "last" or "port" or "expiresInDays") => "5",
        (_, "host" or "url" or "authToken") => "null",
        (_, "resources") => "[]",
        (_, "size") => "\"1Gi\"",
        (_, "region") => "\"eu-central-1\"",
        (_, "branch") => "\"main\"",
        (_, "memory" or "cpu") => "\"1\"".Replace("1", argument.Name == "memory" ? "64Mi" : "1", StringComparison.Ordinal),
        (_, "installCommand" or "buildCommand" or "startCommand" or "publishDirectory" or "rootDirectory" or "description") => "\"x\"",
        (_, var name) => names.TryGetValue(name, out var value) ? $"\"{value}\"" : throw new InvalidOperationException($"Put a value of the argument {name} into this test."),
    };

    /// <summary>With the asked names alike, and what differs from user to user or time to time left out.</summary>
    private static string Plain(JsonNode answer, Dictionary<string, string> names)
    {
        var text = new StringBuilder(answer.ToJsonString());
        foreach (var (name, value) in names.Where(n => n.Key != "before").OrderByDescending(n => n.Value.Length))
            text.Replace(value, $"<{name switch { "repo" => "name", "deployment" => "id", _ => name }}>");
        return Own().Replace(text.ToString(), "<own>");
    }

    private IEnumerable<string> AllFields()
        => Schema.Types.OfType<ObjectType>().Where(t => !SchemaPrinter.IsBuiltIn(t) && t != Schema.Query && t != Schema.Mutation).SelectMany(t => t.Fields.Keys.Select(f => $"{t}.{f}"));

    /// <summary>Ids, moments, keys, tokens, users' names and their git accounts.</summary>
    [GeneratedRegex(@"[0-9a-f]{32}|\d{4}-\d\d-\d\dT[0-9:.]+Z|dk_live_[\w-]+|mlg_[\w-]+|user-[0-9a-f]+|(?<=\d/)[a-z0-9-]+/|(?<=gitAccount"":)(null|""[a-z0-9-]+"")|(?<=""id"":"")\d+|1[0-9.]+")]
    private static partial Regex Own();
}
