using DeployMcp.Data.Keys;
using DeployMcp.Domain.Identity;
using DeployMcp.Server.GraphQL;
using DeployMcp.Tests.Fixtures;
using DeployMcp.Tests.Server.Fixture;

namespace DeployMcp.Tests.Server.GraphQL;

/// <summary>A program does all that there is.</summary>
[Collection(ServerCollection.Name)]
public class ProgramLifeTests(ServerFixture fixture)
{
    /// <summary>Every mutation with the scope that it takes: a new one has to be put here.</summary>
    private static readonly Dictionary<string, (KeyScope Needs, string Input)> Mutations = new(StringComparer.Ordinal)
    {
        ["createRepo"] = (KeyScope.Deploy, """{name: "web"}"""),
        ["createGitToken"] = (KeyScope.Deploy, """{name: "web"}"""),
        ["createResource"] = (KeyScope.Deploy, """{name: "my-db"}"""),
        ["deleteResource"] = (KeyScope.Admin, """{name: "my-db"}"""),
        ["createService"] = (KeyScope.Deploy, """{repo: "web", name: "web"}"""),
        ["updateService"] = (KeyScope.Deploy, """{name: "web", memory: "512Mi"}"""),
        ["redeployService"] = (KeyScope.Deploy, """{name: "web"}"""),
        ["rollbackService"] = (KeyScope.Deploy, """{name: "web"}"""),
        ["cancelDeployment"] = (KeyScope.Deploy, """{name: "web"}"""),
        ["deleteService"] = (KeyScope.Admin, """{name: "web"}"""),
        ["createKey"] = (KeyScope.Admin, """{name: "new", scope: READ}"""),
        ["revokeKey"] = (KeyScope.Admin, """{id: "00000000000000000000000000000000"}"""),
    };

    [Fact]
    public async Task Program_FromNothing_DeploysChangesAndDeletes()
    {
        using var client = await ClientAsync();
        var repo = (await client.DataAsync("""mutation { createRepo(input: {name: "shop", description: "Sells"}) { created repo { name host url description } } }"""))["createRepo"]!;
        Assert.True((bool)repo["created"]!);
        var token = (await client.DataAsync("""mutation { createGitToken(input: {name: "shop"}) { token url expiresAt } }"""))["createGitToken"]!;
        Assert.StartsWith("mlg_", (string)token["token"]!, StringComparison.Ordinal);
        Assert.Equal((string?)repo["repo"]!["url"], (string?)token["url"]);

        var made = (await client.DataAsync(
            "mutation ($input: CreateServiceInput!) { createService(input: $input) { created service { name url status settings { memoryMiB } newest { status trigger } } } }",
            new { input = new { repo = "shop", name = "shop", memory = "512Mi", variables = new[] { new { key = "TOKEN", value = "s3cret" } } } }))["createService"]!;
        Assert.True((bool)made["created"]!);
        Assert.Equal(512, (int)made["service"]!["settings"]!["memoryMiB"]!);
        Assert.Equal("CREATE", (string?)made["service"]!["newest"]!["trigger"]);
        await client.WaitForStatusAsync("shop", "ACTIVE");

        var service = (await client.DataAsync(
            """
            {
              service(name: "shop") {
                status variables { key } serving { id seconds failure { code } log { lines earlier } }
                deployments { id status } deployLog(last: 5) runtimeLog
              }
            }
            """))["service"]!;
        Assert.Equal("""[{"key":"TOKEN"}]""", service["variables"]!.ToJsonString());
        Assert.Equal(5, service["deployLog"]!.AsArray().Count);
        Assert.Equal("build line 60", (string?)service["serving"]!["log"]!["lines"]!.AsArray()[^1]);
        var clear = (await client.DataAsync("""{ services { name variables { key value } } }"""))["services"]![0]!;
        Assert.Equal("s3cret", (string?)clear["variables"]![0]!["value"]);

        var updated = (await client.DataAsync("""mutation { updateService(input: {name: "shop", cpu: "1", variables: [{key: "TOKEN"}]}) { changed service { settings { cpuMillis } variables { key } } } }"""))["updateService"]!;
        Assert.True((bool)updated["changed"]!);
        Assert.Equal(1000, (int)updated["service"]!["settings"]!["cpuMillis"]!);
        Assert.Empty(updated["service"]!["variables"]!.AsArray());
        await client.WaitForStatusAsync("shop", "ACTIVE");

        Assert.Equal("REDEPLOY", (string?)(await client.DataAsync("""mutation { redeployService(input: {name: "shop"}) { service { newest { trigger } } } }"""))["redeployService"]!["service"]!["newest"]!["trigger"]);
        await client.WaitForStatusAsync("shop", "ACTIVE");
        var older = (string)service["serving"]!["id"]!;
        var one = (await client.DataAsync("query ($id: ID!) { service(name: \"shop\") { deployment(id: $id) { id status log { lines } } } }", new { id = older }))["service"]!["deployment"]!;
        Assert.Equal(("REMOVED", 60), ((string?)one["status"], one["log"]!["lines"]!.AsArray().Count));
        Assert.False((bool)(await client.DataAsync("""mutation { cancelDeployment(input: {name: "shop"}) { cancelled finished service { status } } }"""))["cancelDeployment"]!["cancelled"]!);

        Assert.Equal("shop", (string?)(await client.DataAsync("""mutation { deleteService(input: {name: "shop"}) { name project finished } }"""))["deleteService"]!["name"]);
        Assert.Empty((await client.DataAsync("{ services { name } }"))["services"]!.AsArray());
        var audit = (await client.DataAsync("{ auditLog { entries { action target outcome keyName } older } }"))["auditLog"]!["entries"]!.AsArray();
        Assert.Equal("delete_service service default/shop deleted test", string.Join(' ', audit[0]!.AsObject().Select(e => (string?)e.Value)));
    }

    [Fact]
    public async Task Failure_OfADeployment_HasCodeEvidenceAndTheNextStep()
    {
        using var client = await ClientAsync();
        await client.DataAsync("""mutation { createRepo(input: {name: "app"}) { created } createService(input: {repo: "app", name: "broken-app"}) { created } }""");
        await client.WaitForStatusAsync("broken-app", "FAILED");

        var failure = (await client.DataAsync("""{ service(name: "broken-app") { newest { failure { code message evidence next } } } }"""))["service"]!["newest"]!["failure"]!;

        Assert.Equal("BUILD_FAILED", (string?)failure["code"]);
        Assert.Contains("TS2304", (string)failure["evidence"]!, StringComparison.Ordinal);
        Assert.Equal("Mend the code and push.", (string?)failure["next"]);
    }

    [Fact]
    public async Task Keys_MadeListedAndRevoked_WorkUntilThen()
    {
        using var client = await ClientAsync();
        var made = (await client.DataAsync("""mutation { createKey(input: {name: "ci", scope: READ, expiresInDays: 3}) { secret key { id prefix scope expiresAt } } }"""))["createKey"]!;
        using var narrow = new GraphQLClient(fixture.Url, (string)made["secret"]!);
        Assert.NotNull((await narrow.DataAsync("{ me { name } }"))["me"]);

        var listed = (await client.DataAsync("{ keys { id name scope } }"))["keys"]!.AsArray();
        Assert.Contains(listed, k => (string?)k!["name"] == "ci" && (string?)k["scope"] == "READ");
        await client.DataAsync("mutation ($id: ID!) { revokeKey(input: {id: $id}) { id } }", new { id = (string?)made["key"]!["id"] });

        Assert.Equal("UNAUTHENTICATED", (await narrow.ErrorAsync("{ me { name } }")).Code);
    }

    [Fact]
    public async Task Refusal_SaysWhatHappenedInTheWordsOfGraphQL()
    {
        using var client = await ClientAsync();

        var missing = await client.SendAsync("""{ service(name: "nothing") { name } me { name } }""");
        var bad = await client.ErrorAsync("""mutation { createService(input: {repo: "none", name: "No", port: 0, installCommand: "a\nb"}) { created } }""");

        Assert.Equal("NOT_FOUND", (string?)missing["errors"]![0]!["extensions"]!["code"]);
        Assert.Equal("""["service"]""", missing["errors"]![0]!["path"]!.ToJsonString());
        Assert.Contains("services", (string)missing["errors"]![0]!["extensions"]!["next"]!, StringComparison.Ordinal);
        Assert.NotNull(missing["data"]!["me"]);
        Assert.Equal("BAD_USER_INPUT", bad.Code);
        Assert.Contains("installCommand", bad.Message, StringComparison.Ordinal);
        Assert.Contains("createRepo", bad.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("_repo", bad.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Mutations_OfTheSchema_AllHaveTheirScopeHere()
        => Assert.Equal(Mutations.Keys.Order(StringComparer.Ordinal), fixture.Get<ProductSchema>().Engine.Schema.Mutation!.Fields.Keys.Order(StringComparer.Ordinal));

    [Theory]
    [InlineData(KeyScope.Read)]
    [InlineData(KeyScope.Deploy)]
    public async Task Mutation_BeyondTheKeysScope_SaysWhichScopeItTakes(KeyScope scope)
    {
        var (user, _) = await fixture.AddUserAsync();
        var (_, secret) = await fixture.Get<ApiKeyStore>().CreateAsync(new NewApiKey(user.Id, "narrow", scope, "test"));
        using var client = new GraphQLClient(fixture.Url, secret.Reveal());

        foreach (var (name, (needs, input)) in Mutations.Where(m => m.Value.Needs > scope))
        {
            var (code, message) = await client.ErrorAsync($"mutation {{ {name}(input: {input}) {{ __typename }} }}");
            Assert.Equal("FORBIDDEN", code);
            Assert.Contains($"scope {needs.ToWire()}", message, StringComparison.Ordinal);
        }

        Assert.Equal("FORBIDDEN", (await client.ErrorAsync("{ keys { id } }")).Code);
        Assert.Equal("FORBIDDEN", (await client.ErrorAsync("{ auditLog { older } }")).Code);
    }

    [Fact]
    public async Task VariableValues_WithAReadKey_AreRefusedAndNamesAreNot()
    {
        var (user, all) = await fixture.AddUserAsync();
        using var owner = new GraphQLClient(fixture.Url, all);
        await owner.DataAsync("""mutation { createRepo(input: {name: "env"}) { created } createService(input: {repo: "env", name: "env", variables: [{key: "A", value: "hidden-value"}]}) { created } }""");
        var (_, secret) = await fixture.Get<ApiKeyStore>().CreateAsync(new NewApiKey(user.Id, "narrow", KeyScope.Read, "test"));
        using var reader = new GraphQLClient(fixture.Url, secret.Reveal());

        var answer = await reader.SendAsync("""{ service(name: "env") { variables { key value } } }""");

        Assert.Equal("""[{"key":"A","value":null}]""", answer["data"]!["service"]!["variables"]!.ToJsonString());
        Assert.Equal("FORBIDDEN", (string?)answer["errors"]![0]!["extensions"]!["code"]);
        Assert.DoesNotContain("hidden-value", answer.ToJsonString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Database_FromCreationToRestore()
    {
        using var client = await ClientAsync();
        await client.DataAsync("""mutation { createRepo(input: {name: "shop"}) { created } createResource(input: {name: "orders", size: "2Gi"}) { created restored resource { status size } } }""");
        await client.DataAsync("""mutation { createService(input: {repo: "shop", name: "shop", resources: ["orders", "carts"]}) { created } }""");

        var shown = await client.DataAsync("""{ service(name: "shop") { resources { key resource } } resources { name } resource(name: "orders") { type url authToken services { project name } } }""");

        Assert.Equal(["ORDERS_URL", "ORDERS_AUTH_TOKEN", "CARTS_URL", "CARTS_AUTH_TOKEN"], shown["service"]!["resources"]!.AsArray().Select(v => (string)v!["key"]!));
        Assert.Equal(["carts", "orders"], shown["resources"]!.AsArray().Select(r => (string)r!["name"]!));
        var orders = shown["resource"]!;
        Assert.Equal("SQLITE", (string?)orders["type"]);
        Assert.Equal("""[{"project":"default","name":"shop"}]""", orders["services"]!.ToJsonString());
        Assert.Equal("1", await EmbeddedDatabases.QueryAsync((string)orders["url"]!, (string?)orders["authToken"], "select 1"));

        Assert.Equal("REFUSED", (await client.ErrorAsync("""mutation { deleteResource(input: {name: "orders"}) { name } }""")).Code);
        await client.DataAsync("""mutation { updateService(input: {name: "shop", resources: ["carts"]}) { changed } deleteResource(input: {name: "orders"}) { name restorableUntil } }""");
        Assert.True((bool)(await client.DataAsync("""mutation { createResource(input: {name: "orders"}) { restored } }"""))["createResource"]!["restored"]!);
    }

    private async Task<GraphQLClient> ClientAsync() => new(fixture.Url, (await fixture.AddUserAsync()).Key);
}
