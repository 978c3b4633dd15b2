using System.Diagnostics;
using DeployMcp.Planning.Sandbox;

namespace DeployMcp.Tests.Planning.Sandbox;

public sealed class SandboxCommandTests
{
    [Fact]
    public void Wrap_WithoutAUid_ChangesNoUidAndLimitsNoProcesses()
    {
        var wrapped = SandboxCommand.Wrap(new SandboxOptions(null, MaxProcesses: 10), ["node", "a b"]);

        Assert.Equal(["setsid", "setpriv", "--no-new-privs", "prlimit", "--core=0", "--", "node", "a b"], wrapped);
    }

    [Fact]
    public void Wrap_WithAUid_DropsEverythingAndLimits()
    {
        var wrapped = SandboxCommand.Wrap(new SandboxOptions(SandboxCommand.UidOf(7), MaxFileSizeMiB: 1, MaxProcesses: 10), ["true"]);

        Assert.Contains("--reuid=200007", wrapped, StringComparer.Ordinal);
        Assert.Contains("--bounding-set=-all", wrapped, StringComparer.Ordinal);
        Assert.Contains("--fsize=1048576", wrapped, StringComparer.Ordinal);
        Assert.Contains("--nproc=10", wrapped, StringComparer.Ordinal);
    }

    [Fact]
    public async Task ReadFromStandardInput_SetsAnyValueExactly_AndLeavesNothingOnTheCommandLine()
    {
        Dictionary<string, string> variables = new(StringComparer.Ordinal)
        {
            ["QUOTES"] = "it's \"$HOME\" `id` \\ $(id)",
            ["LINES"] = "one\n\ntwo\n",
            ["EMPTY"] = "",
            ["UNICODE"] = "grün ✓",
        };
        var command = SandboxCommand.Wrap(new SandboxOptions(null), SandboxEnvironment.ReadFromStandardInput(["sh", "-c", "env -0; cat; tr '\\0' ' ' </proc/$$/cmdline"]));
        var start = new ProcessStartInfo(command[0], command.Skip(1)) { RedirectStandardInput = true, RedirectStandardOutput = true };
        using var process = Process.Start(start)!;
        await process.StandardInput.WriteAsync(SandboxEnvironment.Script(variables));
        process.StandardInput.Close();
        var output = await process.StandardOutput.ReadToEndAsync();

        Assert.All(variables, variable => Assert.Contains($"{variable.Key}={variable.Value}\0", output, StringComparison.Ordinal));
        Assert.DoesNotContain("✓", output[(output.LastIndexOf('\0') + 1)..], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("A;id", "x")]
    [InlineData("1A", "x")]
    [InlineData("", "x")]
    [InlineData("A\n", "x")]
    [InlineData("A", "x\0y")]
    public void Script_WithWhatCantBeAVariable_Throws(string name, string value)
        => Assert.Throws<ArgumentException>(() => SandboxEnvironment.Script([KeyValuePair.Create(name, value)]));
}
