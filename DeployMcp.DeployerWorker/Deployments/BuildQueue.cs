namespace DeployMcp.DeployerWorker.Deployments;

/// <summary>So many builds at a time; the others wait in the order in which they came.</summary>
internal sealed class BuildQueue(int places)
{
    private readonly Lock _lock = new();
    private readonly LinkedList<Waiting> _waiting = [];
    private int _free = places;

    /// <summary>Those that wait.</summary>
    public int Length
    {
        get
        {
            lock (_lock)
            {
                return _waiting.Count;
            }
        }
    }

    /// <param name="onPosition">Called with 1 for the next in line, and again whenever that changes.</param>
    /// <returns>The place; disposing gives it to the next.</returns>
    public async Task<IDisposable> EnterAsync(Action<int> onPosition, CancellationToken cancellationToken)
    {
        Waiting waiting;
        lock (_lock)
        {
            if (_free > 0)
            {
                _free--;
                return new Place(this);
            }

            waiting = new Waiting(onPosition);
            _waiting.AddLast(waiting);
            onPosition(_waiting.Count);
        }

        await using var registration = cancellationToken.UnsafeRegister(_ => GiveUp(waiting, cancellationToken), null);
        return await waiting.Turn.Task;
    }

    private void GiveUp(Waiting waiting, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            if (_waiting.Remove(waiting))
            {
                waiting.Turn.SetCanceled(cancellationToken);
                Announce();
            }
        }
    }

    private void Release()
    {
        lock (_lock)
        {
            if (_waiting.First is not { Value: var next })
            {
                _free++;
                return;
            }

            _waiting.RemoveFirst();
            next.Turn.SetResult(new Place(this));
            Announce();
        }
    }

    private void Announce()
    {
        var position = 0;
        foreach (var waiting in _waiting)
        {
            waiting.OnPosition(++position);
        }
    }

    private sealed record Waiting(Action<int> OnPosition)
    {
        public TaskCompletionSource<IDisposable> Turn { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }

    private sealed class Place(BuildQueue queue) : IDisposable
    {
        private int _released;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _released, 1) == 0)
            {
                queue.Release();
            }
        }
    }
}
