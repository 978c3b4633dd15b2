using System.Text.Encodings.Web;
using System.Text.Json;
using DeployMcp.Domain.Failures;
using DeployMcp.Tests.Snapshots;

namespace DeployMcp.Tests.Planning.Node;

public class NodePlanTests
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static TheoryData<string> Names() => [.. NodePlanCases.All.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void Plan_OfNodeTree_IsAsRecorded(string name)
    {
        string outcome;
        try
        {
            outcome = JsonSerializer.Serialize(NodePlanCases.All[name].Plan(), Json);
        }
        catch (DeploymentFailureException e)
        {
            outcome = JsonSerializer.Serialize(e.Failure, Json);
        }

        Snapshot.Match($"Planning/Node/{name}.json", outcome);
    }

    [Fact]
    public void Plan_WorkspaceMemberChangesItsDependencies_ChangesTheCacheKey()
    {
        var before = NodePlanCases.All["workspace-pnpm"];
        var after = before with { Files = [.. before.Files.Select(f => f.Path == "packages/ui/package.json" ? (f.Path, f.Text.Replace("\"@a/base\":\"*\"", "\"@a/base\":\"*\",\"ms\":\"2\"", StringComparison.Ordinal)) : f)] };

        Assert.NotEqual(before.Plan().Install!.Cache!.KeyInputs, after.Plan().Install!.Cache!.KeyInputs);
    }
}
