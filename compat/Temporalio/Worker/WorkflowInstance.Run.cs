using System.Reflection;
using System.Runtime.ExceptionServices;
using Google.Protobuf.WellKnownTypes;
using Microsoft.Extensions.Logging;
using Temporalio.Api.Common.V1;
using Temporalio.Api.Enums.V1;
using Temporalio.Api.History.V1;
using Temporalio.Converters;
using Temporalio.Exceptions;
using Temporalio.Worker.Interceptors;
using Temporalio.Workflows;

namespace Temporalio.Worker;

/// <content>The workflow's main method, its queries, and how it ends.</content>
internal sealed partial class WorkflowInstance
{
    /// <summary>Answers a query between activations.</summary>
    public Payloads Query(string name, IReadOnlyList<Payload> arguments, Header? header, string queryId)
    {
        if (!_definition.Queries.TryGetValue(name, out var definition))
        {
            throw new InvalidOperationException(
                $"Query handler for {name} expected but not found, known queries: [{string.Join(' ', _definition.Queries.Keys.Order(StringComparer.Ordinal))}]");
        }

        var (previous, replaying, commands) = (Workflow.OverrideContext.Value, IsReplaying, _commands.Count);
        (Workflow.OverrideContext.Value, IsReplaying) = (this, true);
        try
        {
            _ = _outbound.Value;
            var result = _inbound.HandleQuery(new()
            {
                Id = queryId,
                Query = name,
                Definition = definition,
                Args = Decode(arguments, definition.Method),
                Headers = header.ToDictionary(),
            });
            return _commands.Count == commands
                ? _payloads.ToPayloads([result])
                : throw new InvalidOperationException($"Query handler for {name} must not command anything");
        }
        finally
        {
            (Workflow.OverrideContext.Value, IsReplaying) = (previous, replaying);
        }
    }

    private static object? Invoke(MethodInfo method, object instance, object?[] arguments)
    {
        try
        {
            return method.Invoke(instance, arguments);
        }
        catch (TargetInvocationException e) when (e.InnerException is { } inner)
        {
            ExceptionDispatchInfo.Throw(inner);
            throw;
        }
    }

    private async Task RunAsync()
    {
        try
        {
            _ = _outbound.Value;
            var result = await _inbound.ExecuteWorkflowAsync(
                new() { Instance = _instance.Value, RunMethod = _definition.RunMethod, Args = _arguments.Value }).ConfigureAwait(true);
            Close(new()
            {
                EventType = EventType.WorkflowExecutionCompleted,
                WorkflowExecutionCompletedEventAttributes = new() { Result = _payloads.ToPayloads([result]) },
            });
        }
        catch (Exception e)
        {
            EndWith(e);
        }
    }

    private void EndWith(Exception e)
    {
        if (e is ContinueAsNewException continueAsNew)
            Close(ContinuedAsNew(continueAsNew.Input));
        else if (_cancellation.IsCancellationRequested && TemporalException.IsCanceledException(e))
            Close(new() { EventType = EventType.WorkflowExecutionCanceled, WorkflowExecutionCanceledEventAttributes = new() });
        else if (FailsWorkflow(e))
        {
            Close(new()
            {
                EventType = EventType.WorkflowExecutionFailed,
                WorkflowExecutionFailedEventAttributes = new() { Failure = _failures.ToFailure(e, _payloads) },
            });
        }
        else
            _taskFailure ??= e;
    }

    private bool FailsWorkflow(Exception e)
        => e is FailureException or OperationCanceledException
            || _options.FailureExceptionTypes.Concat(_definition.FailureExceptionTypes).Any(t => t.IsInstanceOfType(e));

    private void Close(HistoryEvent closing)
    {
        if (_closed)
            return;

        if (_runningHandlers > 0)
            LogUnfinishedHandlers(Logger, _runningHandlers);
        _commands.Add(new(closing));
        _closed = true;
    }

    private HistoryEvent ContinuedAsNew(CreateContinueAsNewExceptionInput input) => new()
    {
        EventType = EventType.WorkflowExecutionContinuedAsNew,
        WorkflowExecutionContinuedAsNewEventAttributes = new()
        {
            // Not deterministic, and need not be: no command after it depends on it.
            NewExecutionRunId = Guid.CreateVersion7().ToString(),
            WorkflowType = new() { Name = input.Workflow },
            TaskQueue = new() { Name = input.Options?.TaskQueue ?? Info.TaskQueue },
            Input = _payloads.ToPayloads(input.Args),
            WorkflowRunTimeout = (input.Options?.RunTimeout ?? Info.RunTimeout) is { } limit ? Duration.FromTimeSpan(limit) : null,
            WorkflowTaskTimeout = Duration.FromTimeSpan(input.Options?.TaskTimeout ?? Info.TaskTimeout),
            Initiator = ContinueAsNewInitiator.Workflow,
            Header = input.Headers.ToHeader(),
            Memo = _payloads.ToMemo(input.Options?.Memo),
        },
    };

    [LoggerMessage(Level = LogLevel.Warning, Message = "Workflow has no handler for signal {Signal}; {Count} signals are kept for one")]
    private static partial void LogUnhandledSignal(ILogger logger, string signal, int count);

    [LoggerMessage(Level = LogLevel.Error, Message = "The workflow cannot go on: {Reason}")]
    private static partial void LogForeignTask(ILogger logger, string reason);

    [LoggerMessage(Level = LogLevel.Error, Message = "Arguments of signal {Signal} cannot be decoded, dropping the signal")]
    private static partial void LogUndecodableSignal(ILogger logger, string signal, Exception e);

    [LoggerMessage(Level = LogLevel.Warning, Message = "[TMPRL1102] Workflow finished while {Count} signal handlers are still running")]
    private static partial void LogUnfinishedHandlers(ILogger logger, int count);

    private sealed class InboundRoot(WorkflowInstance instance) : WorkflowInboundInterceptor
    {
        public override void Init(WorkflowOutboundInterceptor outbound) => instance._initialized = outbound;

        public override async Task<object?> ExecuteWorkflowAsync(ExecuteWorkflowInput input)
        {
            var task = (Task)Invoke(input.RunMethod, input.Instance, input.Args)!;
            await task.ConfigureAwait(true);
            return input.RunMethod.ReturnType.IsGenericType ? input.RunMethod.ReturnType.GetProperty("Result")!.GetValue(task) : null;
        }

        public override Task HandleSignalAsync(HandleSignalInput input)
            => (Task)Invoke(input.Definition.Method, instance.Instance, input.Args)!;

        public override object? HandleQuery(HandleQueryInput input) => Invoke(input.Definition.Method, instance.Instance, input.Args);
    }
}
