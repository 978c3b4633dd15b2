using DeployMcp.AppHost.Publishing;

namespace DeployMcp.Tests.AppHost;

public class WorkloadTests
{
    private const string Manifest = """
        {"resources":{
          "db":{"type":"parameter.v0","value":"{db.inputs.value}","connectionString":"{db.value}","inputs":{"value":{"type":"string","secret":true}}},
          "url":{"type":"parameter.v0","value":"{url.inputs.value}","inputs":{"value":{"type":"string","default":{"value":"https://{host}.example"}}}},
          "api":{"type":"project.v0","path":"DeployMcp.DeployerServer/DeployMcp.DeployerServer.csproj",
            "env":{"PLAIN":"yes","URL":"{url.value}/x","DB":"{db.connectionString}","SELF":"{api.bindings.http.url}","PORT":"{api.bindings.http.targetPort}"},
            "bindings":{"http":{"scheme":"http","protocol":"tcp","transport":"http","targetPort":8082}}},
          "bad":{"type":"project.v0","path":"X.csproj","env":{"DB":"prefix {db.value}"}}}}
        """;

    private static readonly ImageSource Images = new("registry:5000", "1.2.3");

    [Fact]
    public void From_Expressions_AreResolved()
    {
        var binary = Binary.From(AspireManifest.Parse(Manifest), "api", Images);

        Assert.Equal("registry:5000/deploy-mcp/deployer-server:1.2.3", binary.Image);
        Assert.Equal(8082, binary.Port);
        Assert.Equal(
            [new("PLAIN", "yes"), new("URL", "https://{host}.example/x"), new("DB", null), new("SELF", "http://api:8082"), new("PORT", "8082")],
            binary.Variables);
    }

    [Fact]
    public void From_SuppliedValueInsideAText_SaysWhichParameterNeedsADefault()
    {
        var error = Assert.Throws<ManifestException>(() => Binary.From(AspireManifest.Parse(Manifest), "bad", Images));

        Assert.Contains("'db'", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void From_ResourceMissing_NamesIt()
    {
        var error = Assert.Throws<ManifestException>(() => Binary.From(AspireManifest.Parse(Manifest), "gone", Images));

        Assert.Contains("'gone'", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Documents_TextsThatLookLikeOtherThings_AreQuoted()
    {
        var yaml = Yaml.Documents([new Map { ["a"] = "true", ["b"] = "8080", ["c"] = 1, ["d"] = "on", ["e"] = "plain" }]);

        Assert.Equal("---\na: \"true\"\nb: \"8080\"\nc: 1\nd: \"on\"\ne: plain\n", yaml);
    }
}
