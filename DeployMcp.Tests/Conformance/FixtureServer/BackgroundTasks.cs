using System.Collections.Concurrent;
using System.Security.Claims;
using System.Text.Json;
using DeployMcp.Server.Mcp.Tasks;
using ModelContextProtocol;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace DeployMcp.Tests.Conformance.FixtureServer;

/// <summary>Tasks that run in this process and are forgotten with it: the product's are deployments, which the suite knows nothing of.</summary>
internal sealed class BackgroundTasks : ITaskBackend
{
    private static readonly AsyncLocal<Job?> Running = new();

    private readonly ConcurrentDictionary<string, Job> _jobs = new(StringComparer.Ordinal);

    /// <summary>Returns when the client has answered all that the running task asks for.</summary>
    public static Task AskAsync(params (string Key, InputRequest Request)[] questions)
        => Running.Value is { } job ? job.AskAsync(questions) : throw new McpException("This tool asks, which takes a task.");

    public TaskSupport SupportOf(string tool) => tool switch
    {
        "slow_compute" or "protocol_error_job" or "confirm_delete" or "multi_input" => TaskSupport.Optional,
        "failing_job" or "test_tool_with_task" => TaskSupport.Required,
        _ => TaskSupport.None,
    };

    public async Task<(TaskState? Task, CallToolResult? Result)> CallAsync(
        RequestContext<CallToolRequestParams> request, Func<CancellationToken, Task<CallToolResult>> call, CancellationToken cancellationToken)
    {
        if (request.Params.Name == "test_tool_with_task" && request.Params.InputResponses is null)
        {
            return (null, await call(cancellationToken));
        }

        var job = new Job();
        _jobs[job.Id] = job;
        _ = Task.Run(() => job.RunAsync(call), CancellationToken.None);
        return (job.State, null);
    }

    public Task<TaskState?> FindAsync(ClaimsPrincipal? user, string id, CancellationToken cancellationToken)
        => Task.FromResult(_jobs.GetValueOrDefault(id)?.State);

    public async Task<bool> CancelAsync(ClaimsPrincipal? user, string id, CancellationToken cancellationToken)
    {
        if (!_jobs.TryGetValue(id, out var job))
        {
            return false;
        }

        await job.CancelAsync();
        return true;
    }

    public Task<bool> AnswerAsync(ClaimsPrincipal? user, string id, IDictionary<string, InputResponse> answers, CancellationToken cancellationToken)
    {
        var known = _jobs.TryGetValue(id, out var job);
        job?.Answer(answers.Keys);
        return Task.FromResult(known);
    }

    private sealed class Job
    {
        private readonly CancellationTokenSource _stop = new();
        private readonly Lock _lock = new();
        private readonly Dictionary<string, (InputRequest Request, TaskCompletionSource Answered)> _open = new(StringComparer.Ordinal);
        private TaskState _state = new(
            Guid.NewGuid().ToString("N"), TaskPhase.Working, null, DateTimeOffset.UtcNow, DateTimeOffset.UtcNow, TimeSpan.FromHours(1), TimeSpan.FromMilliseconds(100));

        public string Id => _state.Id;

        public TaskState State
        {
            get
            {
                lock (_lock)
                {
                    return _open.Count == 0 || _state.HasEnded
                        ? _state
                        : _state with { Phase = TaskPhase.InputRequired, InputRequests = _open.ToDictionary(o => o.Key, o => o.Value.Request, StringComparer.Ordinal) };
                }
            }
        }

        public async Task RunAsync(Func<CancellationToken, Task<CallToolResult>> call)
        {
            Running.Value = this;
            var end = await EndAsync(call);
            lock (_lock)
            {
                _state = end(_state) with { UpdatedAt = DateTimeOffset.UtcNow };
            }
        }

        public async Task AskAsync((string Key, InputRequest Request)[] questions)
        {
            var answers = questions.Select(_ => new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).ToList();
            lock (_lock)
            {
                foreach (var ((key, request), answered) in questions.Zip(answers))
                {
                    _open[key] = (request, answered);
                }
            }

            await Task.WhenAll(answers.Select(a => a.Task.WaitAsync(_stop.Token)));
        }

        public void Answer(IEnumerable<string> keys)
        {
            lock (_lock)
            {
                foreach (var key in keys)
                {
                    if (_open.Remove(key, out var open))
                    {
                        open.Answered.SetResult();
                    }
                }
            }
        }

        public Task CancelAsync() => _stop.CancelAsync();

        private async Task<Func<TaskState, TaskState>> EndAsync(Func<CancellationToken, Task<CallToolResult>> call)
        {
            try
            {
                var answer = await call(_stop.Token);
                answer.ResultType = "complete";
                var result = JsonSerializer.SerializeToNode(answer, McpJsonUtilities.DefaultOptions);
                return state => state with { Phase = TaskPhase.Completed, Result = result };
            }
            catch (OperationCanceledException)
            {
                return state => state with { Phase = TaskPhase.Cancelled };
            }
            catch (McpProtocolException e)
            {
                return state => state with { Phase = TaskPhase.Failed, Message = e.Message, Error = new JsonRpcErrorDetail { Code = (int)e.ErrorCode, Message = e.Message } };
            }
        }
    }
}
