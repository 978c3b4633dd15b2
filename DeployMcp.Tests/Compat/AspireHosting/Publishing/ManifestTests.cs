using System.Text.Json.Nodes;
using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;

namespace DeployMcp.Tests.Compat.AspireHosting.Publishing;

/// <summary>Each kind of resource as the schema aspire-8.0.json has it.</summary>
public class ManifestTests
{
    [Fact]
    public async Task Publish_PostgresWithDatabase_WritesContainerAndConnectionStrings()
    {
        var resources = await PublishedApplication.ResourcesAsync(builder => builder.AddPostgres("db").WithDataVolume("data").AddDatabase("app"));

        AssertJson(
            """{"type":"value.v0","connectionString":"{db.connectionString};Database=app"}""",
            resources["app"]);
        var server = resources["db"]!;
        Assert.Equal("container.v0", (string?)server["type"]);
        Assert.Equal(
            "Host={db.bindings.tcp.host};Port={db.bindings.tcp.port};Username=postgres;Password={db-password.value}",
            (string?)server["connectionString"]);
        Assert.Equal("{db-password.value}", (string?)server["env"]!["POSTGRES_PASSWORD"]);
        AssertJson("""{"tcp":{"scheme":"tcp","protocol":"tcp","transport":"tcp","targetPort":5432}}""", server["bindings"]);
        AssertJson("""[{"name":"data","target":"/var/lib/postgresql","readOnly":false}]""", server["volumes"]);
        AssertJson(
            """{"type":"parameter.v0","value":"{db-password.inputs.value}","inputs":{"value":{"type":"string","secret":true,"default":{"generate":{"minLength":22}}}}}""",
            resources["db-password"]);
    }

    [Fact]
    public async Task Publish_Parameters_WritesInputsWithoutTheirSecretValues()
    {
        var resources = await PublishedApplication.ResourcesAsync(builder =>
        {
            builder.AddParameter("token", () => "do-not-write-me", secret: true);
            builder.AddParameter("url", "https://example.org", publishValueAsDefault: true);
            builder.AddConnectionString("outside");
        });

        AssertJson("""{"type":"parameter.v0","value":"{token.inputs.value}","inputs":{"value":{"type":"string","secret":true}}}""", resources["token"]);
        AssertJson(
            """{"type":"parameter.v0","value":"{url.inputs.value}","inputs":{"value":{"type":"string","default":{"value":"https://example.org"}}}}""",
            resources["url"]);
        AssertJson(
            """{"type":"parameter.v0","connectionString":"{outside.value}","value":"{outside.inputs.value}","inputs":{"value":{"type":"string","secret":true}}}""",
            resources["outside"]);
        Assert.DoesNotContain("do-not-write-me", resources.ToJsonString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Publish_Project_WritesReferencesAsExpressions()
    {
        var resources = await PublishedApplication.ResourcesAsync(builder =>
        {
            var database = builder.AddConnectionString("app");
            var api = builder.AddProject("api", "../DeployMcp.Server/DeployMcp.Server.csproj", launchProfileName: null)
                .WithHttpEndpoint(port: 8081).WithExternalHttpEndpoints().WithReference(database).WithArgs("migrate");
            builder.AddProject("web", "../DeployMcp.Worker/DeployMcp.Worker.csproj", launchProfileName: null)
                .WithReference(api).DisableForwardedHeaders();
        });

        var api = resources["api"]!;
        Assert.Equal("project.v0", (string?)api["type"]);
        Assert.EndsWith("DeployMcp.Server/DeployMcp.Server.csproj", (string?)api["path"], StringComparison.Ordinal);
        AssertJson("""["migrate"]""", api["args"]);
        Assert.Equal("{app.connectionString}", (string?)api["env"]!["ConnectionStrings__app"]);
        Assert.Equal("{api.bindings.http.targetPort}", (string?)api["env"]!["HTTP_PORTS"]);
        Assert.Equal("true", (string?)api["env"]!["ASPNETCORE_FORWARDEDHEADERS_ENABLED"]);
        AssertJson("""{"http":{"scheme":"http","protocol":"tcp","transport":"http","port":8081,"external":true}}""", api["bindings"]);
        var web = resources["web"]!["env"]!.AsObject();
        Assert.Equal("{api.bindings.http.url}", (string?)web["services__api__http__0"]);
        Assert.False(web.ContainsKey("ASPNETCORE_FORWARDEDHEADERS_ENABLED"));
    }

    [Fact]
    public async Task Publish_EncodedParameter_BecomesAResourceOfItsOwn()
    {
        var resources = await PublishedApplication.ResourcesAsync(builder =>
        {
            var password = builder.AddParameter("pw", secret: true);
            builder.AddConnectionString("store", ReferenceExpression.Create($"mongodb://user:{password.Resource:uri}@host"));
        });

        Assert.Equal("mongodb://user:{pw-uri-encoded.value}@host", (string?)resources["store"]!["connectionString"]);
        AssertJson("""{"type":"annotated.string","value":"{pw.value}","filter":"uri"}""", resources["pw-uri-encoded"]);
    }

    [Fact]
    public async Task Publish_ExcludedAndCustomResources_AreWrittenAsAsked()
    {
        var resources = await PublishedApplication.ResourcesAsync(builder =>
        {
            builder.AddContainer("tool", "busybox", "1").ExcludeFromManifest();
            builder.AddContainer("other", "busybox", "1").WithManifestPublishingCallback(context => context.Writer.WriteString("type", "our.own.v0"));
        });

        Assert.False(resources.ContainsKey("tool"));
        AssertJson("""{"type":"our.own.v0"}""", resources["other"]);
    }

    [Fact]
    public async Task Publish_WithoutOutputPath_SaysSo()
    {
        await using var application = DistributedApplication.CreateBuilder(["--publisher", "manifest"]).Build();

        var error = await Assert.ThrowsAsync<DistributedApplicationException>(() => application.StartAsync());

        Assert.Contains("--output-path", error.Message, StringComparison.Ordinal);
    }

    private static void AssertJson(string expected, JsonNode? actual)
        => Assert.Equal(JsonNode.Parse(expected)!.ToJsonString(), actual?.ToJsonString());
}
