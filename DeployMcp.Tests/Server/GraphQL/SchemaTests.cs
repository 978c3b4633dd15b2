using DeployMcp.GraphQL.Schema;
using DeployMcp.Server.GraphQL;
using DeployMcp.Tests.GraphQL;
using DeployMcp.Tests.Server.Fixture;

namespace DeployMcp.Tests.Server.GraphQL;

/// <summary>The product's schema: a contract with programs, so every change of it is seen as a diff of schema.graphql.</summary>
[Collection(ServerCollection.Name)]
public class SchemaTests(ServerFixture fixture)
{
    private string Sdl => SchemaPrinter.Print(fixture.Get<ProductSchema>().Engine.Schema) + "\n";

    [Fact]
    public void Schema_Printed_IsTheSnapshot()
    {
        var path = Path.Combine(Repository.Root, "DeployMcp.Tests", "Server", "GraphQL", "schema.graphql");
        if (Environment.GetEnvironmentVariable("DEPLOYMCP_UPDATE_SNAPSHOTS") == "1")
        {
            File.WriteAllText(path, Sdl);
        }

        Assert.Equal(File.ReadAllText(path), Sdl);
    }

    [Fact]
    public async Task Introspection_OverHttp_BuildsTheSameClientSchemaWithTheOfficialPackage()
    {
        using var client = new GraphQLClient(fixture.Url, (await fixture.AddUserAsync()).Key);
        var query = (string)(await OfficialGraphQL.RunAsync(Sdl))["introspectionQuery"]!;

        var official = await OfficialGraphQL.RunAsync(Sdl, introspection: await client.DataAsync(query));

        Assert.Empty(official["schemaErrors"]!.AsArray());
        Assert.Equal((string?)official["sorted"], (string?)official["rebuilt"]);
        Assert.Equal(Sdl.TrimEnd(), (string?)official["printed"]);
    }

    [Fact]
    public void Words_OfTheSchema_AreThoseOfGraphQL()
        => Assert.DoesNotMatch("list_services|get_service|get_git_token|create_repo|env_vars", Sdl);
}
