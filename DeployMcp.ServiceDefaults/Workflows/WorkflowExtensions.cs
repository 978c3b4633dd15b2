using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Temporalio.Extensions.Hosting;

namespace DeployMcp.ServiceDefaults.Workflows;

/// <summary>
/// The workflow engine is named by <c>ConnectionStrings:temporal</c>: a PostgreSQL connection string is the embedded one,
/// <c>host:port</c> a Temporal server.
/// </summary>
public static class WorkflowExtensions
{
    private const string ConnectionName = "temporal";

    /// <summary>An <c>ITemporalClient</c> whose starts and signals carry the caller's trace.</summary>
    public static IHostApplicationBuilder AddWorkflowClient(this IHostApplicationBuilder builder)
    {
        builder.Services.AddTemporalClient(Address(builder), Namespace(builder))
            .Configure(options => options.Interceptors = [new TracingInterceptor()]);
        return builder;
    }

    /// <summary>A worker on that queue, and the client that it uses. Add its workflows and activities to what comes back.</summary>
    public static ITemporalWorkerServiceOptionsBuilder AddWorkflowWorker(this IHostApplicationBuilder builder, string taskQueue)
    {
        builder.AddWorkflowClient();
        return builder.Services.AddHostedTemporalWorker(taskQueue)
            .ConfigureOptions(options => options.GracefulShutdownTimeout = TimeSpan.FromSeconds(10));
    }

    private static string Address(IHostApplicationBuilder builder)
        => builder.Configuration.GetConnectionString(ConnectionName)
            ?? throw new InvalidOperationException(
                $"ConnectionStrings:{ConnectionName} is missing: set it to a PostgreSQL connection string or to a Temporal server's host:port.");

    private static string Namespace(IHostApplicationBuilder builder) => builder.Configuration["Temporal:Namespace"] ?? "default";
}
