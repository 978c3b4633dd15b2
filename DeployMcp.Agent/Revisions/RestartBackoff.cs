namespace DeployMcp.Agent.Revisions;

/// <summary>Pauses before a crashed service is started again: 1 second, doubling to 60; from the start again after 60 seconds of health.</summary>
internal sealed class RestartBackoff(TimeProvider time)
{
    private static readonly TimeSpan First = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Healthy = TimeSpan.FromSeconds(60);

    private TimeSpan _next = First;
    private long? _readySince;

    public void Ready() => _readySince = time.GetTimestamp();

    public TimeSpan Next()
    {
        if (_readySince is { } since && time.GetElapsedTime(since) >= Healthy)
            _next = First;

        _readySince = null;
        var pause = _next;
        _next = _next * 2 < Longest ? _next * 2 : Longest;
        return pause;
    }
}
