using DeployMcp.Domain.Services;

namespace DeployMcp.Tests.Domain.Services;

/// <summary>A regular expression's <c>$</c> also stands before a last line end: names must not bring one along.</summary>
public class LineEndTests
{
    [Fact]
    public void Validate_WithALineEndAfterEveryArgument_RefusesEachOfThem()
    {
        var request = new ServiceRequest(
            "repo\n", "web\n", Branch: "main\n", Project: "shop\n", BuildPack: "static\n", EnvVars: [KeyValuePair.Create("KEY\n", "x")],
            Memory: "256Mi\n", Cpu: "0.5\n", StartCommand: "run\n", RootDirectory: "app\n");

        var errors = request.Validate(new RepoPolicy("ml.ink", AllowHttps: false, AllowLocal: false)).Errors.Select(e => e.Argument.Split('[')[0]).ToHashSet(StringComparer.Ordinal);

        Assert.Superset(
            new HashSet<string>(["repo", "name", "branch", "project", "build_pack", "env_vars", "memory", "cpu", "start_command", "root_directory"], StringComparer.Ordinal), errors);
    }
}
