using System.Collections.Concurrent;
using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Temporalio.Api.Common.V1;
using Temporalio.Client;
using Temporalio.Client.Interceptors;
using Temporalio.Converters;
using Temporalio.Extensions.Hosting;
using Temporalio.Worker.Interceptors;
using Temporalio.Workflows;
using Xunit.Abstractions;

namespace DeployMcp.Tests.Compat.Temporalio;

[Collection(EngineGroup.Name)]
public class InterceptorTests(EngineHost host, ITestOutputHelper output)
{
    [Fact]
    public async Task Headers_OfTheStarter_TravelThroughTheWorkflowIntoActivities()
    {
        var queue = EngineHost.NewQueue();
        var tracing = new TraceInterceptor("trace-1");
        var client = await host.ConnectAsync(o => o.Interceptors = [tracing]);
        await using var worker = host.StartWorker(queue, o => o.AddWorkflow<GreetingWorkflow>().AddAllActivities(new SampleActivities()), client);

        await client.ExecuteWorkflowAsync((GreetingWorkflow wf) => wf.RunAsync("x"), Sample.Options(queue));

        Assert.Equal(
            ["Add trace-1", "Greet trace-1", "GreetingWorkflow trace-1", "Touch trace-1"], tracing.Seen.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal), StringComparer.Ordinal);
    }

    [Fact]
    public async Task HostedWorker_WithScopedActivities_GivesEachExecutionAScope()
    {
        var queue = EngineHost.NewQueue();
        var builder = Host.CreateApplicationBuilder();
        builder.Logging.ClearProviders();
        builder.Services.AddTemporalClient(host.ConnectionString, "default");
        builder.Services.AddSingleton<Instances>();
        builder.Services.AddHostedTemporalWorker(queue).AddScopedActivities<ScopedActivities>().AddWorkflow<ScopedWorkflow>();
        builder.Services.AddHostedTemporalWorker(host.ConnectionString, "default", queue + "-own").AddWorkflow<NothingWorkflow>();
        using var app = builder.Build();
        await app.StartAsync();
        var client = app.Services.GetRequiredService<ITemporalClient>();

        var result = await client.ExecuteWorkflowAsync((ScopedWorkflow wf) => wf.RunAsync(), Sample.Options(queue));
        await client.ExecuteWorkflowAsync((NothingWorkflow wf) => wf.RunAsync(), Sample.Options(queue + "-own"));
        await app.StopAsync();

        Assert.Equal("1,2", result);
        Assert.Equal(2, app.Services.GetRequiredService<Instances>().Disposed);
    }

    [Fact]
    public async Task TenActivities_OneAfterTheOther_TakeLittleTime()
    {
        var queue = EngineHost.NewQueue();
        await using var worker = host.StartWorker(queue, o => o.AddWorkflow<TenActivitiesWorkflow>().AddAllActivities(new SampleActivities()));
        for (var i = 0; i < 5; i++)
            await host.Client.ExecuteWorkflowAsync((TenActivitiesWorkflow wf) => wf.RunAsync(), Sample.Options(queue));

        var alone = Stopwatch.StartNew();
        for (var i = 0; i < 20; i++)
            Assert.Equal(10, await host.Client.ExecuteWorkflowAsync((TenActivitiesWorkflow wf) => wf.RunAsync(), Sample.Options(queue)));
        alone.Stop();
        var together = Stopwatch.StartNew();
        await Task.WhenAll(Enumerable.Range(0, 100).Select(
            _ => host.Client.ExecuteWorkflowAsync((TenActivitiesWorkflow wf) => wf.RunAsync(), Sample.Options(queue))));
        together.Stop();

        var figures = $"{alone.Elapsed.TotalMilliseconds / 20:F1} ms per workflow of ten activities, {100 / together.Elapsed.TotalSeconds:F0} such workflows/s at once";
        output.WriteLine(figures);
        // Far above what an idle machine takes: only a wait for a poll interval (1 s) must fail this on a busy one.
        Assert.True(alone.Elapsed < TimeSpan.FromSeconds(20 * 0.9), figures);
    }

    /// <summary>A trace context in one header, as OpenTelemetry's would be.</summary>
    private sealed class TraceInterceptor(string trace) : IClientInterceptor, IWorkerInterceptor
    {
        private const string Key = "trace";

        public ConcurrentQueue<string> Seen { get; } = new();

        public ClientOutboundInterceptor InterceptClient(ClientOutboundInterceptor nextInterceptor) => new ClientOutbound(trace, nextInterceptor);

        public WorkflowInboundInterceptor InterceptWorkflow(WorkflowInboundInterceptor nextInterceptor) => new WorkflowInbound(this, nextInterceptor);

        public ActivityInboundInterceptor InterceptActivity(ActivityInboundInterceptor nextInterceptor) => new ActivityInbound(this, nextInterceptor);

        private static Dictionary<string, Payload> Header(string trace)
            => new(StringComparer.Ordinal) { [Key] = DataConverter.Default.PayloadConverter.ToPayload(trace) };

        private static string Read(IReadOnlyDictionary<string, Payload>? headers)
            => headers is not null && headers.TryGetValue(Key, out var payload) ? DataConverter.Default.PayloadConverter.ToValue<string>(payload) : "none";

        private sealed class ClientOutbound(string trace, ClientOutboundInterceptor next) : ClientOutboundInterceptor(next)
        {
            public override Task<WorkflowHandle<TWorkflow, TResult>> StartWorkflowAsync<TWorkflow, TResult>(StartWorkflowInput input)
                => base.StartWorkflowAsync<TWorkflow, TResult>(input with { Headers = Header(trace) });
        }

        private sealed class WorkflowInbound(TraceInterceptor root, WorkflowInboundInterceptor next) : WorkflowInboundInterceptor(next)
        {
            public override void Init(WorkflowOutboundInterceptor outbound) => base.Init(new WorkflowOutbound(outbound));

            public override Task<object?> ExecuteWorkflowAsync(ExecuteWorkflowInput input)
            {
                root.Seen.Enqueue($"{Workflow.Info.WorkflowType} {Read(Workflow.Info.Headers)}");
                return base.ExecuteWorkflowAsync(input);
            }
        }

        private sealed class WorkflowOutbound(WorkflowOutboundInterceptor next) : WorkflowOutboundInterceptor(next)
        {
            public override Task<TResult> ScheduleActivityAsync<TResult>(ScheduleActivityInput input)
                => base.ScheduleActivityAsync<TResult>(input with { Headers = Header(Read(Workflow.Info.Headers)) });
        }

        private sealed class ActivityInbound(TraceInterceptor root, ActivityInboundInterceptor next) : ActivityInboundInterceptor(next)
        {
            public override Task<object?> ExecuteActivityAsync(ExecuteActivityInput input)
            {
                root.Seen.Enqueue($"{input.Activity.Name} {Read(input.Headers)}");
                return base.ExecuteActivityAsync(input);
            }
        }
    }
}

public sealed class Instances
{
    private int _created;
    private int _disposed;

    public int Disposed => _disposed;

    public int Next() => Interlocked.Increment(ref _created);

    public void Dispose() => Interlocked.Increment(ref _disposed);
}

public sealed class ScopedActivities(Instances instances) : IDisposable
{
    private readonly int _number = instances.Next();

    [global::Temporalio.Activities.Activity]
    public async Task<int> NumberAsync()
    {
        await Task.Yield();
        return _number;
    }

    public void Dispose() => instances.Dispose();
}
