using System.Diagnostics;

namespace DeployMcp.LibSql.Sqlite;

/// <summary>
/// How long a statement may compute, not counting the time in which it waits for its reader; whether anybody still wants its rows,
/// and what its files may take.
/// </summary>
/// <param name="files">What its files may take; null for the server's own work.</param>
internal sealed class StepBudget(FileBudget? files)
{
    [ThreadStatic]
    private static StepBudget? _current;

    private long _remaining = long.MaxValue;
    private long _started;
    private TimeSpan _limit;
    private CancellationToken _cancellation;

    /// <summary>Of what runs on this thread now.</summary>
    public static StepBudget? Current => _current;

    public FileBudget? Files { get; } = files;

    /// <summary>What SQLite found full, when it was none of its own limits: a clause for its owner, or null.</summary>
    public string? Complaint { get; set; }

    /// <summary>Why it was stopped: a sentence for its owner, or null.</summary>
    public string? Outcome { get; private set; }

    /// <summary>A statement runs; false while one is compiled.</summary>
    public bool IsStepping { get; private set; }

    public void Renew(TimeSpan limit, CancellationToken cancellation)
    {
        _limit = limit;
        _remaining = (long)(limit.TotalSeconds * Stopwatch.Frequency);
        _cancellation = cancellation;
        Outcome = null;
    }

    public void Unlimited()
    {
        _remaining = long.MaxValue;
        _cancellation = CancellationToken.None;
        Outcome = null;
    }

    public void Start(bool stepping = false)
    {
        IsStepping = stepping;
        Complaint = null;
        _current = this;
        _started = Stopwatch.GetTimestamp();
    }

    public void Stop()
    {
        IsStepping = false;
        _current = null;
        if (_remaining != long.MaxValue)
            _remaining -= Stopwatch.GetTimestamp() - _started;
    }

    public bool IsSpent()
    {
        if (_cancellation.IsCancellationRequested)
            Outcome = "interrupted: its request was cancelled or took too long";
        else if (_remaining != long.MaxValue && Stopwatch.GetTimestamp() - _started > _remaining)
            Outcome = $"interrupted: it ran longer than {_limit.TotalSeconds:0.###} s";
        return Outcome is not null;
    }
}
