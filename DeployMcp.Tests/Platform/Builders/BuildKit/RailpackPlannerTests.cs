using DeployMcp.Domain.Failures;
using DeployMcp.Domain.Identity;
using DeployMcp.Domain.Security;
using DeployMcp.Domain.Services;
using DeployMcp.Planning.Plans;
using DeployMcp.Platform.Builders;
using DeployMcp.Platform.Builders.BuildKit;
using DeployMcp.Platform.Builders.Images;
using DeployMcp.Platform.Builders.Output;
using DeployMcp.Tests.Planning;

namespace DeployMcp.Tests.Platform.Builders.BuildKit;

/// <summary>
/// With a program in railpack's place that takes the same arguments and writes such a plan: every variable that it is given by
/// name becomes a secret of the plan, as railpack has it.
/// </summary>
public sealed class RailpackPlannerTests : IDisposable, IBuildLog
{
    private const string Railpack = """
        #!/bin/sh
        [ "$1" = --version ] && { echo "railpack version 0.15.1"; exit; }
        echo "$@" > "$(dirname "$0")/arguments"
        [ "$1" = prepare ] && [ "$3" = --plan-out ] || exit 9
        [ -f "$2/package.json" ] || { echo "No provider detected" >&2; exit 1; }
        plan=$4; names=; shift 4
        while [ $# -gt 0 ]; do
          if [ "$1" = --env ]; then eval "[ -n \"\${$2}\" ]" || exit 8; names="$names\"$2\","; shift; fi; shift
        done
        grep -q wants "$(dirname "$0")/../source/package.json" && names="$names\"MISSING\","
        echo "{\"\$schema\":\"s\",\"secrets\":[${names%,}],\"steps\":[]}" > "$plan"
        echo planned
        """;

    private readonly DirectoryInfo _root = Directory.CreateTempSubdirectory("deploymcp-railpack-");
    private readonly List<string> _lines = [];

    public void Dispose() => _root.Delete(recursive: true);

    void IBuildLog.Write(string line) => _lines.Add(line);

    [Fact]
    public async Task ChooseAsync_RailpackThere_PlansWithItAndItsFrontendOfThatVersion()
    {
        var recipe = await ChooseAsync("{}", PlanCase.Defaults with { InstallCommand = "npm ci --my-flag", BuildCommand = "npm run b", StartCommand = "node a.js" }, [new("API_TOKEN", new Sensitive("t0ken")), new("LD_PRELOAD", new Sensitive("x"))]);

        Assert.Equal("ghcr.io/railwayapp/railpack-frontend:v0.15.1", recipe.Frontend);
        Assert.Equal(("railpack-plan.json", false), (recipe.File, recipe.IsGenerated));
        Assert.Equal(["API_TOKEN", "RAILPACK_INSTALL_CMD"], recipe.Secrets.Select(s => s.Key).Order(StringComparer.Ordinal));
        Assert.Equal("npm ci --my-flag", recipe.Secrets.Single(s => s.Key == "RAILPACK_INSTALL_CMD").Value.Reveal());
        Assert.True(File.Exists(Path.Combine(recipe.Directory, recipe.File)));
        Assert.Contains("Planning with Railpack 0.15.1", _lines);
        var arguments = await File.ReadAllTextAsync(Path.Combine(_root.FullName, "bin", "arguments"));
        Assert.Contains("--build-cmd npm run b --start-cmd node a.js", arguments, StringComparison.Ordinal);
        Assert.DoesNotContain("t0ken", arguments, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ChooseAsync_PlanThatWantsASecretNobodyGives_SaysWhichVariableIsMissing()
    {
        var e = await Assert.ThrowsAsync<DeploymentFailureException>(() => ChooseAsync("""{"wants":1}""", PlanCase.Defaults with { StartCommand = "node a.js" }, []));

        Assert.Equal(FailureCode.BuildFailed, e.Failure.Code);
        Assert.Contains("MISSING", e.Failure.Message, StringComparison.Ordinal);
        Assert.Contains("update_service", e.Failure.Next, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ChooseAsync_RailpackThatCantPlan_IsBuildFailedWithItsWords()
    {
        var e = await Assert.ThrowsAsync<DeploymentFailureException>(() => ChooseAsync(null, PlanCase.Defaults with { StartCommand = "sh run.sh" }, []));

        Assert.Equal(FailureCode.BuildFailed, e.Failure.Code);
        Assert.Contains("No provider detected", e.Failure.Evidence, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ChooseAsync_NoRailpack_SaysThatThePlatformsOwnPlanIsUsed()
    {
        var recipe = await ChooseAsync("{}", PlanCase.Defaults with { StartCommand = "node a.js" }, [], withRailpack: false);

        Assert.True(recipe.IsGenerated);
        Assert.Contains(_lines, l => l.StartsWith("Railpack is not installed on the builder", StringComparison.Ordinal));
    }

    private async Task<BuildRecipe> ChooseAsync(string? package, PlanSettings settings, EnvVar[] variables, bool withRailpack = true)
    {
        var program = Path.Combine(Directory.CreateDirectory(Path.Combine(_root.FullName, "bin")).FullName, "railpack");
        await File.WriteAllTextAsync(program, Railpack);
        File.SetUnixFileMode(program, (UnixFileMode)0b111_101_101);
        var options = new BuildOptions { WorkDirectory = _root.FullName };
        var workspace = BuildWorkspace.Create(Path.Combine(_root.FullName, "workspace"), null);
        await File.WriteAllTextAsync(Path.Combine(workspace.Source, package is null ? "run.sh" : "package.json"), package ?? "true");
        Directory.CreateSymbolicLink(Path.Combine(_root.FullName, "source"), workspace.Source);
        var plan = BuildPlanner.Plan(SourceTreeReader.Read(workspace.Source, 100), settings);
        var release = new ReleaseIdentity(ServiceId.New(), DeploymentId.New(), "a-0") { Image = new ImageSource("tenant-1", "web", "c1", settings) };
        var recipes = new BuildRecipes(new BuildKitOptions { Railpack = withRailpack ? program : "" }, options, new ImageBuildRun(options, TimeProvider.System));
        return await recipes.ChooseAsync(
            new BuildRequest(1, plan, variables, release), workspace, this, new BuildOutput(this, new SecretMask(variables), workspace.Source, options), default);
    }
}
