using System.Text;
using DeployMcp.Data.Git;
using DeployMcp.DeployerServer.GitHub.Deliveries;
using DeployMcp.DeployerServer.GitHub.Events;
using Npgsql;

namespace DeployMcp.DeployerServer.GitHub;

/// <summary>
/// Goes a delivery's way once when the process has started: GitHub's first ones, often many at once after a restart, would
/// otherwise all wait until it is compiled and the database connected. Nothing is stored by it.
/// </summary>
internal sealed partial class WebhookWarmUp(
    IServiceProvider services, WebhookSignature signature, WebhookDeliveryStore deliveries, ILogger<WebhookWarmUp> logger) : BackgroundService
{
    /// <summary>Read as any push is; tags are not acted on.</summary>
    private static readonly byte[] PushOfATag = Encoding.UTF8.GetBytes(
        """
        {"ref": "refs/tags/warm-up", "after": "", "head_commit": {"message": "", "author": {"name": ""}},
        "repository": {"id": 1, "clone_url": "https://localhost/warm/up.git", "pushed_at": 1}}
        """);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // What comes before the first wait would keep the host from starting.
        await Task.Yield();
        if (!signature.IsConfigured)
        {
            return;
        }

        try
        {
            await ReceiveAsync();
            await deliveries.RecordAsync(EventReader.Provider, []);
        }
        catch (Exception e) when (e is NpgsqlException or TimeoutException)
        {
            LogLeft(e);
        }
    }

    private async Task ReceiveAsync()
    {
        var context = new DefaultHttpContext { RequestServices = services };
        context.Request.Method = HttpMethods.Post;
        context.Request.ContentType = "application/json";
        context.Request.Body = new MemoryStream(PushOfATag);
        context.Request.Headers["X-Hub-Signature-256"] = signature.Sign(PushOfATag);
        context.Request.Headers["X-GitHub-Delivery"] = "warm-up";
        context.Request.Headers["X-GitHub-Event"] = "push";
        var result = await WebhookEndpoint.ReceiveAsync(
            context.Request, signature, services.GetRequiredService<WebhookBody>(), services.GetRequiredService<DeliveryRecorder>(),
            services.GetRequiredService<DeliveryWorker>(), services.GetRequiredService<ILoggerFactory>());
        await result.ExecuteAsync(context);
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The database is not there yet; the first deliveries will be slow")]
    private partial void LogLeft(Exception exception);
}
