using DeployMcp.Domain.Failures;
using DeployMcp.Planning.Plans;

namespace DeployMcp.Tests.Planning.Languages;

/// <summary>What the user says wins in every provider, whatever the provider would have done.</summary>
public sealed class OverridesTests
{
    private static readonly PlanSettings Commands = PlanCase.Defaults with { InstallCommand = "make deps", BuildCommand = "make app", StartCommand = "./serve --port $PORT" };

    public static TheoryData<string> Names()
        => [.. LanguagePlanCases.All.Concat(PlanCases.All).Where(c => c.Value.Settings == PlanCase.Defaults && c.Value.Files.Length > 0 && c.Key is not "node-broken-package-json").Select(c => c.Key)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Plan_WithCommands_RunsThemAndNoOthers(string name)
    {
        var plan = Case(name, Commands).Plan();

        Assert.Equal("make deps", plan.Install?.Step.Shown);
        Assert.Contains("make deps", plan.Install!.Step.Command[2], StringComparison.Ordinal);
        Assert.Null(plan.Install.Cache);
        Assert.Equal("make app", plan.Build?.Shown);
        Assert.EndsWith("make app", plan.Build!.Command[2], StringComparison.Ordinal);
        Assert.EndsWith("./serve --port $PORT", plan.Process?.Command[2], StringComparison.Ordinal);
        Assert.Null(plan.Assets);
        Assert.Null(plan.Site);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Plan_WithPublishDirectory_ServesItAndStartsNothing(string name)
    {
        var plan = Case(name, PlanCase.Defaults with { BuildCommand = "make site", PublishDirectory = "made/here" }).Plan();

        Assert.Equal(["made/here"], plan.Site?.Candidates);
        Assert.Equal("make site", plan.Build?.Shown);
        Assert.Null(plan.Process);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Plan_InRootDirectory_IsTheSamePlanThere(string name)
    {
        var files = Case(name, PlanCase.Defaults).Files;
        var there = new PlanCase([.. files.Select(f => ($"apps/web/{f.Path}", f.Text)), ("package.json", """{"scripts":{"start":"node other.js"}}""")])
        {
            Settings = Commands with { RootDirectory = "apps/web" },
        };

        var (here, plan) = (Case(name, Commands).Plan(), there.Plan());

        Assert.Equal("apps/web", plan.Directory);
        Assert.Equal("apps/web", plan.Process?.WorkingDirectory);
        Assert.Equal(here.Reasons, plan.Reasons);
        Assert.Equal(here.Process?.Command, plan.Process?.Command);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Plan_WithNothingSaid_LeavesThePortToTheAgent(string name)
    {
        BuildPlan plan;
        try
        {
            plan = Case(name, PlanCase.Defaults).Plan();
        }
        catch (DeploymentFailureException)
        {
            return;
        }

        Assert.DoesNotContain("PORT", plan.RuntimeEnvironment.Keys);
        Assert.DoesNotContain(plan.Process?.Command ?? [], part => part.Contains("3000", StringComparison.Ordinal) || part.Contains("127.0.0.1", StringComparison.Ordinal));
    }

    private static PlanCase Case(string name, PlanSettings settings)
        => (LanguagePlanCases.All.GetValueOrDefault(name) ?? PlanCases.All[name]) with { Settings = settings };
}
