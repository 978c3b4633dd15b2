using Microsoft.Extensions.Logging;
using Temporalio.Api.Enums.V1;
using Temporalio.Api.History.V1;
using Temporalio.Converters;
using Temporalio.Exceptions;
using Temporalio.Worker.Interceptors;
using Temporalio.Workflows;

namespace Temporalio.Worker;

/// <summary>
/// A workflow run in memory: a task scheduler that runs the workflow's code on one thread, only when there are new events, and
/// until it waits for more. What the code asks for becomes commands; given the same events it must ask the same again.
/// </summary>
internal sealed partial class WorkflowInstance : TaskScheduler
{
    private readonly WorkflowDefinition _definition;
    private readonly WorkflowInstanceOptions _options;
    private readonly IPayloadConverter _payloads;
    private readonly IFailureConverter _failures;
    private readonly LinkedList<Task> _tasks = new();
    private readonly LinkedList<(Func<bool> Check, TaskCompletionSource Met)> _conditions = new();
    private readonly List<PendingCommand> _commands = [];
    private readonly Dictionary<long, Awaited> _awaited = [];
    private readonly CancellationTokenSource _cancellation = new();
    private readonly Lazy<object> _instance;
    private readonly Lazy<WorkflowOutboundInterceptor> _outbound;
    private readonly WorkflowInboundInterceptor _inbound;
    private WorkflowOutboundInterceptor? _initialized;
    private Exception? _taskFailure;
    private volatile InvalidWorkflowOperationException? _foreign;
    private volatile int _thread = -1;
    private int _runningHandlers;
    private bool _closed;

    public WorkflowInstance(WorkflowInstanceOptions options, WorkflowInfo info, WorkflowExecutionStartedEventAttributes started, Random random)
    {
        _options = options;
        _definition = options.Definition;
        _payloads = options.DataConverter.PayloadConverter;
        _failures = options.DataConverter.FailureConverter;
        Info = info;
        Random = random;
        _arguments = new(() => Decode(started.Input?.Payloads_, _definition.RunMethod));
        _instance = new(() => _definition.CreateWorkflowInstance(_arguments.Value), LazyThreadSafetyMode.None);
        _inbound = options.Interceptors.Reverse().Aggregate(
            (WorkflowInboundInterceptor)new InboundRoot(this), (next, interceptor) => interceptor.InterceptWorkflow(next));
        _outbound = new(() =>
        {
            _inbound.Init(new OutboundRoot(this));
            return _initialized ?? throw new InvalidOperationException("An interceptor did not hand Init on");
        }, LazyThreadSafetyMode.None);
        Memo = (started.Memo?.Fields ?? []).ToDictionary(f => f.Key, IRawValue (f) => new RawValue(f.Value), StringComparer.Ordinal);
        Logger = new ReplaySafeLogger(
            options.LoggerFactory.CreateLogger($"Temporalio.Workflow:{info.WorkflowType}"), () => IsReplaying, info.LoggerScope);
    }

    /// <summary>Id of the first event that this instance has not seen.</summary>
    public long NextEventId { get; set; } = 1;

    public IReadOnlyList<PendingCommand> Commands => _commands;

    public override int MaximumConcurrencyLevel => 1;

    /// <summary>Runs the workflow's code on the new events. Not in parallel.</summary>
    /// <exception cref="Exception">The code failed in a way that fails the task, not the workflow.</exception>
    public void Activate(IReadOnlyCollection<HistoryEvent> events, DateTime time, bool isReplaying, int historyLength)
    {
        if (_foreign is not null)
            throw _foreign;

        _commands.Clear();
        _thread = Environment.CurrentManagedThreadId;
        (UtcNow, IsReplaying, CurrentHistoryLength) = (time, isReplaying, historyLength);
        // Signals come before all else that a task brings, so that a workflow's first lines see those sent with its start.
        foreach (var signal in events.Where(e => e.EventType == EventType.WorkflowExecutionSignaled))
            ApplySignal(signal.WorkflowExecutionSignaledEventAttributes);
        foreach (var other in events.Where(e => e.EventType != EventType.WorkflowExecutionSignaled))
            Apply(other);
        RunUntilBlocked();
        _thread = -1;
        if (_taskFailure is { } failure)
            throw failure is InvalidWorkflowOperationException ? failure : new WorkflowTaskFailure(failure);
    }

    /// <summary>Says that the commands have their event ids.</summary>
    public void CommandsRecorded()
    {
        foreach (var awaited in _commands.OfType<Awaited>())
            _awaited[awaited.Event.EventId] = awaited;
        _commands.Clear();
    }

    protected override IEnumerable<Task> GetScheduledTasks() => _tasks;

    protected override void QueueTask(Task task)
    {
        if (Environment.CurrentManagedThreadId == _thread)
        {
            _tasks.AddLast(task);
            return;
        }

        // A continuation of something that is not of the workflow, such as Task.Delay: it would differ in each replay.
        _foreign = new InvalidWorkflowOperationException(
            "Workflow code waited for a task that is not of the workflow (such as Task.Delay, Task.Run or I/O); use the methods of Workflow and activities instead");
        LogForeignTask(Logger, _foreign.Message);
    }

    protected override bool TryExecuteTaskInline(Task task, bool taskWasPreviouslyQueued) => false;

    protected override bool TryDequeue(Task task) => _tasks.Remove(task);

    private void RunUntilBlocked()
    {
        do
        {
            while (_tasks.First is { } first && _taskFailure is null)
            {
                _tasks.RemoveFirst();
                TryExecuteTask(first.Value);
            }
        }
        while (_taskFailure is null && MeetCondition());
    }

    /// <summary>One condition at a time: what waits for it runs before the others are looked at.</summary>
    private bool MeetCondition()
    {
        var previous = Workflow.OverrideContext.Value;
        Workflow.OverrideContext.Value = this;
        try
        {
            for (var node = _conditions.First; node is not null; node = node.Next)
            {
                if (node.Value.Met.Task.IsCompleted)
                {
                    _conditions.Remove(node);
                    return true;
                }

                if (!node.Value.Check())
                    continue;

                _conditions.Remove(node);
                node.Value.Met.TrySetResult();
                return true;
            }

            return false;
        }
        catch (Exception e)
        {
            _taskFailure = e;
            return false;
        }
        finally
        {
            Workflow.OverrideContext.Value = previous;
        }
    }

    private Task<T> StartTask<T>(Func<Task<T>> work)
        => Task.Factory.StartNew(work, CancellationToken.None, TaskCreationOptions.None, this).Unwrap();

    private Task StartTask(Func<Task> work) => Task.Factory.StartNew(work, CancellationToken.None, TaskCreationOptions.None, this).Unwrap();

    private void Add(PendingCommand command)
    {
        if (!_closed)
            _commands.Add(command);
    }

    private object?[] Decode(IReadOnlyList<Api.Common.V1.Payload>? payloads, System.Reflection.MethodInfo method)
    {
        var parameters = method.GetParameters();
        var given = payloads?.Count ?? 0;
        var required = parameters.Count(p => !p.HasDefaultValue);
        if (given < required)
            throw new InvalidOperationException($"{method.DeclaringType}.{method.Name} needs {required} arguments, but {given} were given");

        // Surplus arguments are ignored, so that a caller may be newer than the worker.
        return parameters.Select((p, i) => i < given ? _payloads.ToValue(payloads![i], p.ParameterType) : p.DefaultValue).ToArray();
    }
}

/// <summary>What all instances of a workflow on a worker have in common.</summary>
internal sealed record WorkflowInstanceOptions(
    WorkflowDefinition Definition,
    DataConverter DataConverter,
    IReadOnlyCollection<IWorkerInterceptor> Interceptors,
    IReadOnlyCollection<Type> FailureExceptionTypes,
    ILoggerFactory LoggerFactory);

/// <summary>The workflow's code threw what fails neither the workflow nor is a fault of the history: the task will be tried again.</summary>
internal sealed class WorkflowTaskFailure(Exception inner) : Exception(inner.Message, inner);
