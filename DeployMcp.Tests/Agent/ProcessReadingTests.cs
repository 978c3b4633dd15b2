using System.Net;
using System.Net.Sockets;
using DeployMcp.Agent.Processes;
using DeployMcp.Agent.Readiness;
using DeployMcp.Agent.Revisions;

namespace DeployMcp.Tests.Agent;

public sealed class ProcessReadingTests
{
    [Theory]
    [InlineData("0100007F:1F90", "127.0.0.1:8080")]
    [InlineData("00000000:0BB8", "0.0.0.0:3000")]
    [InlineData("00000000000000000000000001000000:0050", "[::1]:80")]
    [InlineData("0000000000000000FFFF00000100007F:0050", "[::ffff:127.0.0.1]:80")]
    public void ParseEndPoint_OfTheKernelsText_IsTheAddress(string text, string expected)
        => Assert.Equal(expected, ListeningSockets.ParseEndPoint(text).ToString());

    [Fact]
    public void Read_OfListeners_FindsOurOwn()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();

        var found = Assert.Single(ListeningSockets.Read(), s => s.EndPoint.Equals(listener.LocalEndpoint));

        Assert.True(found.IsLoopback);
    }

    [Fact]
    public void Find_OfOurOwnProcess_ReadsIt()
    {
        var own = ProcessTable.Find(Environment.ProcessId)!.Value;

        Assert.True(own.IsAlive && own.StartTicks > 0 && own.RssBytes > 10_000_000);
        Assert.Null(ProcessTable.Find(int.MaxValue));
    }

    [Theory]
    [InlineData(127, "sh: 1: exec: nope: not found", "nope")]
    [InlineData(127, "sh: 1: next: not found", "next")]
    [InlineData(127, "bash: line 1: next: command not found", "next")]
    [InlineData(126, "sh: 1: exec: nope: Permission denied", "nope")]
    [InlineData(126, "sh: 1: exec: ./start.sh: Permission denied", null)]
    [InlineData(1, "sh: 1: next: not found", null)]
    public void MissingProgram_OfAShellsWords_IsItsName(int exitCode, string line, string? expected)
        => Assert.Equal(expected, ExitText.MissingProgram(exitCode, [line]));

    [Theory]
    [InlineData("Error: Cannot find module 'express'", "express")]
    [InlineData("Error [ERR_MODULE_NOT_FOUND]: Cannot find package '@scope/x' imported from /a", "@scope/x")]
    [InlineData("ModuleNotFoundError: No module named 'flask'", "flask")]
    [InlineData("all is well", null)]
    public void MissingModule_OfARuntimesWords_IsItsName(string line, string? expected)
        => Assert.Equal(expected, ExitText.MissingModule([line]));

    [Fact]
    public void Backoff_DoublesToAMinute_AndStartsAnewAfterHealth()
    {
        var clock = new Clock();
        var backoff = new RestartBackoff(clock);

        Assert.Equal([1, 2, 4, 8, 16, 32, 60, 60], Enumerable.Range(0, 8).Select(_ => (int)backoff.Next().TotalSeconds));
        backoff.Ready();
        clock.Seconds += 59;
        Assert.Equal(60, backoff.Next().TotalSeconds);
        backoff.Ready();
        clock.Seconds += 60;
        Assert.Equal(1, backoff.Next().TotalSeconds);
    }

    [Fact]
    public void Cgroup_WhereOneIsDelegated_GetsTheLimits()
    {
        var root = Directory.CreateTempSubdirectory("deploymcp-cgroup-test-").FullName;
        try
        {
            Assert.Null(CgroupTree.Find(root).Root);
            File.WriteAllText(Path.Combine(root, "cgroup.controllers"), "cpuset cpu io memory pids\n");
            var path = CgroupTree.Find(root).Create("d1", 256, 500)!;

            Assert.Equal("+memory +cpu +pids", File.ReadAllText(Path.Combine(root, "cgroup.subtree_control")));
            Assert.Equal("268435456", File.ReadAllText(Path.Combine(path, "memory.max")));
            Assert.Equal("50000 100000", File.ReadAllText(Path.Combine(path, "cpu.max")));
            Assert.Equal(0, CgroupTree.OutOfMemoryKills(path));
            File.WriteAllText(Path.Combine(path, "memory.events"), "low 0\noom 3\noom_kill 2\n");
            Assert.Equal(2, CgroupTree.OutOfMemoryKills(path));
        }
        finally
        {
            Directory.Delete(root, recursive: true);
        }
    }

    private sealed class Clock : TimeProvider
    {
        public long Seconds { get; set; } = 1000;

        public override long TimestampFrequency => 1;

        public override long GetTimestamp() => Seconds;
    }
}
