using System.Text.Json.Nodes;

namespace DeployMcp.Tests.Planning.Kubernetes;

public sealed class PublishedSchemasTests
{
    [Fact]
    public async Task PlannedObjects_AgainstThePublishedSchemas_HaveNoUnknownOrMissingField()
    {
        var snapshots = Directory.GetFiles(Path.Combine(Repository.Root, "DeployMcp.Tests", "Snapshots", "Planning", "Kubernetes"), "*.json");
        var count = snapshots.Sum(s => JsonNode.Parse(File.ReadAllText(s))!.AsArray().Count);

        var run = await PublishedSchemas.ValidateAsync(snapshots);

        Assert.Equal($"{count} objects, 0 problems", run.Output.Trim());
    }

    [Theory]
    [InlineData("spec.template.spec.containers.0.resource", "unknown field")]
    [InlineData("spec.replicas", "replicas")]
    public async Task AnObject_WithAMistake_IsNamed(string field, string said)
    {
        var deployment = JsonNode.Parse(await File.ReadAllTextAsync(Path.Combine(Repository.Root, "DeployMcp.Tests", "Snapshots", "Planning", "Kubernetes", "read-only.json")))!;
        var path = field.Split('.');
        var parent = path[..^1].Aggregate(deployment[0]!, (node, key) => int.TryParse(key, out var index) ? node[index]! : node[key]!);
        parent[path[^1]] = "three";
        var file = Path.GetTempFileName();
        await File.WriteAllTextAsync(file, deployment.ToJsonString());

        var run = await PublishedSchemas.ValidateAsync(file);

        File.Delete(file);
        Assert.Equal(1, run.ExitCode);
        Assert.Contains(said, run.Output, StringComparison.Ordinal);
    }
}
