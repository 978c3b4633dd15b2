using System.Diagnostics;

namespace DeployMcp.Tests.GitServer;

/// <summary>Polls for a condition with a deadline.</summary>
public static class Eventually
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(15);

    public static Task TrueAsync(Func<bool> condition) => TrueAsync(() => Task.FromResult(condition()));

    public static async Task TrueAsync(Func<Task<bool>> condition)
    {
        var waited = Stopwatch.StartNew();
        while (!await condition())
        {
            Assert.True(waited.Elapsed < Deadline, "The condition did not come true in time.");
            await Task.Delay(20);
        }
    }
}
