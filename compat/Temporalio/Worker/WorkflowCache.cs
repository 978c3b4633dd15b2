namespace Temporalio.Worker;

/// <summary>Workflows kept in memory between their tasks, the least recently used going first.</summary>
internal sealed class WorkflowCache(int capacity)
{
    private readonly Dictionary<Guid, LinkedListNode<WorkflowInstanceSlot>> _slots = [];
    private readonly LinkedList<WorkflowInstanceSlot> _byUse = new();
    private readonly Lock _gate = new();

    /// <summary>The run's place, taken by this caller alone until disposed.</summary>
    public async Task<WorkflowInstanceSlot> EnterAsync(Guid runId, CancellationToken cancellationToken)
    {
        WorkflowInstanceSlot slot;
        lock (_gate)
        {
            if (_slots.TryGetValue(runId, out var node))
                _byUse.Remove(node);
            else
                _slots[runId] = node = new(new(runId));
            _byUse.AddFirst(node);
            slot = node.Value;
            slot.Users++;
        }

        await slot.Gate.WaitAsync(cancellationToken).ConfigureAwait(false);
        return slot;
    }

    public void Leave(WorkflowInstanceSlot slot)
    {
        slot.Gate.Release();
        lock (_gate)
        {
            slot.Users--;
            if (slot.Instance is null && slot.Users == 0)
                Remove(slot);
            for (var node = _byUse.Last; _byUse.Count > capacity && node is not null;)
            {
                var previous = node.Previous;
                if (node.Value.Users == 0)
                    Remove(node.Value);
                node = previous;
            }
        }
    }

    private void Remove(WorkflowInstanceSlot slot)
    {
        if (_slots.Remove(slot.RunId, out var node))
            _byUse.Remove(node);
    }
}

internal sealed class WorkflowInstanceSlot(Guid runId)
{
    public Guid RunId { get; } = runId;

    public SemaphoreSlim Gate { get; } = new(1, 1);

    public WorkflowInstance? Instance { get; set; }

    public int Users { get; set; }
}
