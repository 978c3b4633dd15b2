using DeployMcp.Domain.Failures;
using DeployMcp.Platform.Builders;
using DeployMcp.Tests.Planning;
using DeployMcp.Tests.Planning.Languages;

namespace DeployMcp.Tests.Platform.Builders;

/// <summary>What a build finds of the machine's toolchains, and what is said where one is missing.</summary>
public sealed class ToolchainTests : IDisposable
{
    private readonly BuildBench _bench = new();

    public static TheoryData<string> Tools()
        => [.. LanguagePlanCases.All.Values.Concat(PlanCases.All.Values).SelectMany(ToolsOf).Distinct(StringComparer.Ordinal).Where(t => t != "sh").Order(StringComparer.Ordinal)];

    public void Dispose() => _bench.Dispose();

    [Theory]
    [MemberData(nameof(Tools))]
    public void ToolPackages_OfEachToolThatPlansNeed_SayWhatBringsIt(string tool)
        => Assert.Matches($@"^{tool} \((apt-get install|npm install|pipx install|the .NET SDK).+\)$", ToolPackages.Of(tool));

    [Fact]
    public void Find_ProgramThatOnlyRootCanReach_IsNotThere()
    {
        var home = Directory.CreateDirectory(_bench.At("home/bin"));
        File.SetUnixFileMode(_bench.At("home"), UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);

        Assert.Equal(!Environment.IsPrivilegedProcess, ToolPath.IsReachable(home.FullName));
        Assert.True(ToolPath.IsReachable("/usr/bin"));
        Assert.DoesNotContain(ToolPath.Value.Split(':'), d => !ToolPath.IsReachable(d));
        Assert.NotNull(ToolPath.Find("sh"));
    }

    [Theory]
    [InlineData("gradle assemble", "gradle", "gradle (apt-get install gradle)")]
    [InlineData("exec poetry install", "poetry", "poetry (apt-get install python3-poetry)")]
    public async Task BuildAsync_CommandOfAToolchainThatIsNotInstalled_SaysWhatToInstall(string command, string tool, string brings)
    {
        var e = await Assert.ThrowsAsync<DeploymentFailureException>(
            () => _bench.BuildAsync([("a.sh", "")], PlanCase.Defaults with { BuildCommand = command, StartCommand = "true" }));

        if (ToolPath.Find(tool) is null)
        {
            Assert.Equal(FailureCode.NoProvider, e.Failure.Code);
            Assert.Contains($"Install {brings}", e.Failure.Next, StringComparison.Ordinal);
        }
        else
        {
            // It is there, and finds nothing to build.
            Assert.Equal(FailureCode.BuildFailed, e.Failure.Code);
        }
    }

    [Fact]
    public async Task BuildAsync_CommandThatNobodyKnows_IsTheUsersOwnFailure()
    {
        var e = await Assert.ThrowsAsync<DeploymentFailureException>(
            () => _bench.BuildAsync([("a.sh", "")], PlanCase.Defaults with { BuildCommand = "mispelled --now", StartCommand = "true" }));

        Assert.Equal(FailureCode.BuildFailed, e.Failure.Code);
        Assert.Contains("mispelled: not found", e.Failure.Evidence, StringComparison.Ordinal);
    }

    [Fact]
    public async Task BuildAsync_PythonDependenciesAsBefore_ComeFromTheCacheAndWorkWhereTheyAre()
    {
        (string, string)[] files = [("requirements.txt", "--index-url http://127.0.0.1:9/none\n"), ("main.py", "")];
        var settings = PlanCase.Defaults with { BuildCommand = "pip --version | cut -d ' ' -f 1,3,4; head -n 1 .venv/bin/pip" };

        await _bench.BuildAsync(files, settings);
        Assert.Contains(_bench.Lines, l => l.StartsWith("Installing dependencies: pip install", StringComparison.Ordinal));
        _bench.Lines.Clear();
        var release = await _bench.BuildAsync(files, settings);

        Assert.Contains("Installing dependencies (cached)", _bench.Lines, StringComparer.Ordinal);
        Assert.Contains("#!/bin/sh", _bench.Lines, StringComparer.Ordinal);
        Assert.Contains(_bench.Lines, l => l.StartsWith("pip from ", StringComparison.Ordinal) && l.Contains(".venv/lib", StringComparison.Ordinal));
        Assert.DoesNotContain(Directory.EnumerateFiles(Path.Combine(release.Directory, ".venv/bin"), "pip*"), f => File.ReadAllText(f).StartsWith($"#!{_bench.At("")}", StringComparison.Ordinal));
    }

    private static IEnumerable<string> ToolsOf(PlanCase planned)
    {
        try
        {
            return planned.Plan().Tools;
        }
        catch (DeploymentFailureException)
        {
            return [];
        }
    }
}
