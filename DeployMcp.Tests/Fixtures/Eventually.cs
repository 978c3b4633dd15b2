using System.Diagnostics;

namespace DeployMcp.Tests;

/// <summary>Waits for a condition, not for a time.</summary>
public static class Eventually
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    public static Task TrueAsync(Func<bool> condition, TimeSpan patience, Func<string> complaint)
        => TrueAsync(() => Task.FromResult(condition()), patience, complaint);

    /// <exception cref="TimeoutException">It did not come true in time.</exception>
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

    /// <param name="what">What is waited for, as in "it came to pass that …".</param>
    public static Task TrueAsync(Func<Task<bool>> condition, string what = "the condition holds", Func<string>? detail = null, int? seconds = null)
    {
        var patience = seconds is { } given ? TimeSpan.FromSeconds(given) : Patience;
        return TrueAsync(condition, patience, () => $"Within {patience.TotalSeconds} s it never came to pass that {what}. {detail?.Invoke()}");
    }

    public static Task TrueAsync(Func<bool> condition, string what = "the condition holds", int? seconds = null)
        => TrueAsync(() => Task.FromResult(condition()), what, detail: null, seconds);
}
