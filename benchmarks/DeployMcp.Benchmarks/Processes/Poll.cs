using System.Diagnostics;

namespace DeployMcp.Benchmarks.Processes;

public static class Poll
{
    /// <summary>Asks every few milliseconds until the answer is yes.</summary>
    /// <exception cref="TimeoutException">It was still no at the deadline.</exception>
    public static async Task UntilAsync(Func<Task<bool>> condition, TimeSpan deadline, Func<string> complaint, int everyMilliseconds = 5)
    {
        var waited = Stopwatch.StartNew();
        while (!await condition())
        {
            if (waited.Elapsed > deadline)
                throw new TimeoutException(complaint());

            await Task.Delay(everyMilliseconds);
        }
    }
}
