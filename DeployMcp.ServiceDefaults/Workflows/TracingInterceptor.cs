using System.Diagnostics;
using Temporalio.Activities;
using Temporalio.Client;
using Temporalio.Client.Interceptors;
using Temporalio.Worker.Interceptors;
using Temporalio.Workflows;

namespace DeployMcp.ServiceDefaults.Workflows;

/// <summary>One trace from whoever starts a workflow, through the workflow, into its activities and what they call.</summary>
internal sealed class TracingInterceptor : IClientInterceptor, IWorkerInterceptor
{
    private static readonly ActivitySource Source = new("DeployMcp.Workflows");

    public ClientOutboundInterceptor InterceptClient(ClientOutboundInterceptor nextInterceptor) => new Client(nextInterceptor);

    public WorkflowInboundInterceptor InterceptWorkflow(WorkflowInboundInterceptor nextInterceptor) => new WorkflowInbound(nextInterceptor);

    public ActivityInboundInterceptor InterceptActivity(ActivityInboundInterceptor nextInterceptor) => new ActivityInbound(nextInterceptor);

    private sealed class Client(ClientOutboundInterceptor next) : ClientOutboundInterceptor(next)
    {
        public override async Task<WorkflowHandle<TWorkflow, TResult>> StartWorkflowAsync<TWorkflow, TResult>(StartWorkflowInput input)
        {
            using var span = Source.StartActivity($"StartWorkflow:{input.Workflow}", ActivityKind.Client);
            span?.SetTag("temporalWorkflowID", input.Options.Id);
            var headers = TraceHeader.Write(input.Headers, Activity.Current?.Context ?? default);
            return await base.StartWorkflowAsync<TWorkflow, TResult>(input with { Headers = headers });
        }
    }

    private sealed class WorkflowInbound(WorkflowInboundInterceptor next) : WorkflowInboundInterceptor(next)
    {
        private ActivityContext _context;

        public override void Init(WorkflowOutboundInterceptor outbound) => base.Init(new WorkflowOutbound(outbound, () => _context));

        public override Task<object?> ExecuteWorkflowAsync(ExecuteWorkflowInput input)
        {
            _context = TraceHeader.Read(Workflow.Info.Headers);

            // A workflow sleeps, moves to other workers and is replayed: a span can't stay open in it. This one marks that it ran.
            if (!Workflow.Unsafe.IsReplaying && _context != default)
            {
                using var span = Source.StartActivity($"RunWorkflow:{Workflow.Info.WorkflowType}", ActivityKind.Server, _context);
                span?.SetTag("temporalWorkflowID", Workflow.Info.WorkflowId);
                _context = span?.Context ?? _context;
            }

            return base.ExecuteWorkflowAsync(input);
        }
    }

    private sealed class WorkflowOutbound(WorkflowOutboundInterceptor next, Func<ActivityContext> context) : WorkflowOutboundInterceptor(next)
    {
        public override Task<TResult> ScheduleActivityAsync<TResult>(ScheduleActivityInput input)
            => base.ScheduleActivityAsync<TResult>(input with { Headers = TraceHeader.Write(input.Headers, context()) });
    }

    private sealed class ActivityInbound(ActivityInboundInterceptor next) : ActivityInboundInterceptor(next)
    {
        public override async Task<object?> ExecuteActivityAsync(ExecuteActivityInput input)
        {
            var info = ActivityExecutionContext.Current.Info;
            using var span = Source.StartActivity($"RunActivity:{info.ActivityType}", ActivityKind.Server, TraceHeader.Read(input.Headers));
            span?.SetTag("temporalWorkflowID", info.WorkflowId).SetTag("temporalAttempt", info.Attempt);
            try
            {
                return await base.ExecuteActivityAsync(input);
            }
            catch (Exception e)
            {
                span?.SetStatus(ActivityStatusCode.Error, e.GetType().Name);
                throw;
            }
        }
    }
}
