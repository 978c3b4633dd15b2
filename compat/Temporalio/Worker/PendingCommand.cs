using Temporalio.Api.Common.V1;
using Temporalio.Api.History.V1;

namespace Temporalio.Worker;

/// <summary>A command of the current workflow task; the event that it becomes has its id once the task is complete.</summary>
internal class PendingCommand(HistoryEvent commandEvent)
{
    public HistoryEvent Event { get; } = commandEvent;

    /// <summary>Whether the history has it, so that what it began can be cancelled only by another command.</summary>
    public bool IsRecorded => Event.EventId != 0;
}

/// <summary>A command that the workflow waits for.</summary>
internal abstract class Awaited(HistoryEvent commandEvent) : PendingCommand(commandEvent)
{
    public bool CancelRequested { get; set; }
}

internal sealed class AwaitedTimer(HistoryEvent commandEvent) : Awaited(commandEvent)
{
    public TaskCompletionSource Fired { get; } = new();
}

internal sealed class AwaitedActivity(HistoryEvent commandEvent) : Awaited(commandEvent)
{
    public TaskCompletionSource<Payloads?> Completion { get; } = new();
}

internal sealed class AwaitedChild(HistoryEvent commandEvent) : Awaited(commandEvent)
{
    /// <summary>The child's run id.</summary>
    public TaskCompletionSource<string> Started { get; } = new();

    public TaskCompletionSource<Payloads?> Completion { get; } = new();
}

/// <summary>A signal or cancel request to another workflow.</summary>
internal sealed class AwaitedExternal(HistoryEvent commandEvent) : Awaited(commandEvent)
{
    public TaskCompletionSource Delivered { get; } = new();
}
