using System.Diagnostics;

namespace DeployMcp.Tests.Agent;

internal static class Eventually
{
    public static async Task TrueAsync(Func<Task<bool>> condition, string what, Func<string>? detail = null, int seconds = 20)
    {
        var start = Stopwatch.StartNew();
        while (!await condition())
        {
            Assert.True(start.Elapsed < TimeSpan.FromSeconds(seconds), $"Within {seconds} s it never came to pass that {what}. {detail?.Invoke()}");
            await Task.Delay(20);
        }
    }

    public static Task TrueAsync(Func<bool> condition, string what, int seconds = 20) => TrueAsync(() => Task.FromResult(condition()), what, seconds: seconds);
}
