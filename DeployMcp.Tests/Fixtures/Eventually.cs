using System.Diagnostics;

namespace DeployMcp.Tests;

/// <summary>Waits for a condition, not for a time.</summary>
public static class Eventually
{
    public static Task TrueAsync(Func<bool> condition, TimeSpan patience, Func<string> complaint)
        => TrueAsync(() => Task.FromResult(condition()), patience, complaint);

    public static async Task TrueAsync(Func<Task<bool>> condition, TimeSpan patience, Func<string> complaint)
    {
        var waited = Stopwatch.StartNew();
        while (!await condition())
        {
            if (waited.Elapsed > patience)
            {
                throw new TimeoutException(complaint());
            }

            await Task.Delay(20);
        }
    }
}
