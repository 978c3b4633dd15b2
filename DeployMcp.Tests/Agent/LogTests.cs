using System.Text;
using DeployMcp.Agent.Logs;

namespace DeployMcp.Tests.Agent;

public sealed class LogTests : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("deploymcp-log-test-").FullName;

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Theory]
    [InlineData("plain\ttext ä", "plain\ttext ä")]
    [InlineData("\u001b[1;31mred\u001b[0m", "red")]
    [InlineData("\u001b]0;title\u0007after", "after")]
    [InlineData("10%\r50%\r100%", "100%")]
    [InlineData("line\r", "line")]
    [InlineData("a\u0000b\u0008c\u007f", "abc")]
    public void Clean_OfALine_LeavesWhatAPersonWouldRead(string line, string expected)
        => Assert.Equal(expected, LogText.Clean(Encoding.UTF8.GetBytes(line)));

    [Fact]
    public void Clean_OfAnEndlessLine_CutsIt()
        => Assert.Equal(LogText.MaxLine + 1, LogText.Clean(Encoding.UTF8.GetBytes(new string('x', 1_000_000))).Length);

    [Fact]
    public void Tail_AfterTheLogWasEmptied_GoesOnInTheOlderFile()
    {
        var clock = new Clock();
        var log = new RevisionLog(Path.Combine(_directory, "a.log"), 100, new ReleasePaths(_directory), clock);
        log.Create();
        File.AppendAllText(log.Path, string.Concat(Enumerable.Range(0, 20).Select(n => $"old {n:00}.\n")));
        log.Watch();
        clock.Now += TimeSpan.FromMinutes(1);
        File.AppendAllText(log.Path, "new 1\nnew 2\n");
        log.Watch();

        var lines = log.Tail(4);

        Assert.Equal(["old 18.", "old 19.", "new 1", "new 2"], lines.Select(l => l.Text), StringComparer.Ordinal);
        Assert.Equal([clock.Now.AddMinutes(-1), clock.Now.AddMinutes(-1), clock.Now, clock.Now], lines.Select(l => l.At));
        Assert.Equal(12, log.Length);
        Assert.Equal(100, new FileInfo(log.Path + ".1").Length);
    }

    [Fact]
    public void LinesSince_APosition_LeavesOutWhatWasBefore()
    {
        var log = new RevisionLog(Path.Combine(_directory, "b.log"), 1000, new ReleasePaths(_directory), TimeProvider.System);
        log.Create();
        File.AppendAllText(log.Path, "first run\n");
        var start = log.Length;
        File.AppendAllText(log.Path, "second\nthird, unfinished");

        Assert.Equal(["second", "third, unfinished"], log.LinesSince(start, 40));
        Assert.Equal(["third, unfinished"], log.LinesSince(start, 1));
    }

    [Fact]
    public void Tail_PathsOfTheRelease_AreSeenFromTheReposRoot()
    {
        var artifacts = Path.Combine(_directory, "artifacts");
        var log = new RevisionLog(Path.Combine(_directory, "c.log"), 1000, new ReleasePaths(artifacts), TimeProvider.System);
        log.Create();
        File.AppendAllText(log.Path, $"File \"{artifacts}/01a1-0c93/src/main.py\", line 1, in {artifacts}/01a1-0c93\nnothing /else\n");

        Assert.Equal(["File \"src/main.py\", line 1, in ", "nothing /else"], log.Tail(5).Select(l => l.Text), StringComparer.Ordinal);
        Assert.Equal("nothing /else", log.LinesSince(0, 1).Single());
    }

    private sealed class Clock : TimeProvider
    {
        public DateTimeOffset Now { get; set; } = DateTimeOffset.FromUnixTimeSeconds(1_800_000_000);

        public override DateTimeOffset GetUtcNow() => Now;
    }
}
