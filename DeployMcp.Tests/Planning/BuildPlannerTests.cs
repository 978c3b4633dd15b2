using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using DeployMcp.Domain.Failures;
using DeployMcp.Planning.Plans;
using DeployMcp.Tests.Planning.Languages;
using DeployMcp.Tests.Snapshots;

namespace DeployMcp.Tests.Planning;

public class BuildPlannerTests
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        TypeInfoResolver = new DefaultJsonTypeInfoResolver { Modifiers = { LeaveOutWhatFewPlansHave } },
    };

    private static PlanCase Case(string name) => PlanCases.All.GetValueOrDefault(name) ?? LanguagePlanCases.All[name["Languages/".Length..]];

    /// <summary>The properties that are set by name only: most plans have none of them.</summary>
    private static void LeaveOutWhatFewPlansHave(JsonTypeInfo type)
    {
        if (type.Type != typeof(BuildPlan))
            return;

        var positional = typeof(BuildPlan).GetConstructors()[0].GetParameters().Select(p => p.Name).ToHashSet(StringComparer.OrdinalIgnoreCase);
        foreach (var property in type.Properties.Where(p => !positional.Contains(p.Name)))
            property.ShouldSerialize = (_, value) => value is not (null or System.Collections.ICollection { Count: 0 });
    }

    public static TheoryData<string> Names() => [.. PlanCases.All.Keys, .. LanguagePlanCases.All.Keys.Select(n => $"Languages/{n}")];

    [Theory]
    [MemberData(nameof(Names))]
    public void Plan_OfKnownTree_IsAsRecorded(string name)
    {
        string outcome;
        try
        {
            outcome = JsonSerializer.Serialize(Case(name).Plan(), Json);
        }
        catch (DeploymentFailureException e)
        {
            outcome = JsonSerializer.Serialize(e.Failure, Json);
        }

        Snapshot.Match($"Planning/{name}.json", outcome);
    }

    [Fact]
    public void Plan_SameDependenciesOtherScripts_HasSameCacheKey()
    {
        var one = new PlanCase(("package.json", """{"name":"a","scripts":{"start":"node a"},"dependencies":{"x":"1"}}"""));
        var two = new PlanCase(("package.json", """{"name":"b","version":"2.0.0","scripts":{"start":"node b"},"dependencies":{"x":"1"}}"""));
        var other = new PlanCase(("package.json", """{"name":"a","scripts":{"start":"node a"},"dependencies":{"x":"2"}}"""));

        Assert.Equal(one.Plan().Install!.Cache!.KeyInputs, two.Plan().Install!.Cache!.KeyInputs);
        Assert.NotEqual(one.Plan().Install!.Cache!.KeyInputs, other.Plan().Install!.Cache!.KeyInputs);
    }
}
