namespace DeployMcp.AppHost.Supervision;

/// <summary>Before a part that has died is started again: at once, then after 1 second, doubling to 30; at once again after a minute of life.</summary>
internal sealed class RestartPauses(TimeProvider time)
{
    private static readonly TimeSpan First = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Healthy = TimeSpan.FromMinutes(1);

    private TimeSpan _next = TimeSpan.Zero;
    private long? _last;

    public TimeSpan Next()
    {
        if (_last is { } last && time.GetElapsedTime(last) - _next >= Healthy)
        {
            _next = TimeSpan.Zero;
        }

        var pause = _next;
        _next = pause == TimeSpan.Zero ? First : pause * 2 < Longest ? pause * 2 : Longest;
        _last = time.GetTimestamp();
        return pause;
    }
}
