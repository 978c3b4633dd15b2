namespace Temporalio.Engine.Postgres;

/// <summary>
/// News of what comes later: within this process at its time; other processes find it with their next poll, at the latest
/// a second later.
/// </summary>
internal static class DelayedNews
{
    /// <summary>Says that a timer or timeout is due after the delay.</summary>
    public static void DueIn(this EngineTransaction transaction, TimeSpan delay)
        => transaction.AfterCommitTell(new(Topic.Due, ((long)delay.TotalMilliseconds).ToString()), TimeSpan.Zero);

    /// <summary>Says that a task can be taken after the delay.</summary>
    public static void VisibleIn(this EngineTransaction transaction, News news, TimeSpan delay)
    {
        if (delay > TimeSpan.Zero)
            transaction.AfterCommitTell(news, delay);
    }
}
