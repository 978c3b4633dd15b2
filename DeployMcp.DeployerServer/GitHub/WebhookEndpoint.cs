using System.Text.Json;
using DeployMcp.DeployerServer.GitHub.Deliveries;
using DeployMcp.DeployerServer.GitHub.Events;
using DeployMcp.Workflows.Accounts;
using DeployMcp.Workflows.Deployments;
using Npgsql;

namespace DeployMcp.DeployerServer.GitHub;

/// <summary>
/// <c>POST /webhooks/github</c>. 202: stored, and acted on after the answer (also events that nothing is done for); 200: it was
/// stored before; 401: the signature is missing or wrong; 400: not a delivery of GitHub's; 408: the body took longer than 10 s;
/// 413: over 25 MB, GitHub's own cap; 415: not JSON; 503: no secret is configured, so webhooks are off, or the database doesn't
/// answer, and GitHub has to deliver again.
/// </summary>
internal static partial class WebhookEndpoint
{
    private const int MaxDeliveryId = 100;

    /// <summary>Kestrel counts what chunks are framed with as well; what they hold is counted here.</summary>
    private const int MaxFraming = 1024 * 1024;

    public static WebApplicationBuilder AddGitHubWebhooks(this WebApplicationBuilder builder)
    {
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Limits.MaxRequestBodySize = WebhookBody.MaxBytes + MaxFraming);
        builder.Services
            .AddSingleton<WebhookSignature>()
            .AddSingleton<WebhookBody>()
            .AddSingleton<DeploymentWorkflowClient>()
            .AddSingleton<AccountWorkflowClient>()
            .AddSingleton<PushDeployments>()
            .AddSingleton<DeliveryActions>()
            .AddSingleton<DeliveryRecorder>()
            .AddSingleton<DeliveryWorker>()
            .AddHostedService<WebhookWarmUp>()
            .AddHostedService(s => s.GetRequiredService<DeliveryWorker>());
        return builder;
    }

    public static WebApplication MapGitHubWebhooks(this WebApplication app)
    {
        if (!app.Services.GetRequiredService<WebhookSignature>().IsConfigured)
        {
            LogOff(app.Logger);
        }

        app.MapPost("/webhooks/github", ReceiveAsync);
        return app;
    }

    internal static async Task<IResult> ReceiveAsync(
        HttpRequest request, WebhookSignature signature, WebhookBody bodies, DeliveryRecorder recorder, DeliveryWorker worker, ILoggerFactory loggers)
    {
        if (!signature.IsConfigured)
        {
            return Results.StatusCode(StatusCodes.Status503ServiceUnavailable);
        }

        // Looked at before the body is read: what carries no signature costs nothing.
        var signed = request.Headers["X-Hub-Signature-256"].ToString();
        if (!WebhookSignature.IsWellFormed(signed))
        {
            return Results.StatusCode(StatusCodes.Status401Unauthorized);
        }

        try
        {
            var body = await bodies.ReadAsync(request);
            return signature.Verifies(signed, body)
                ? await TakeAsync(request, body, recorder, worker)
                : Results.StatusCode(StatusCodes.Status401Unauthorized);
        }
        catch (BadHttpRequestException e)
        {
            return Results.StatusCode(e.StatusCode);
        }
        catch (OperationCanceledException)
        {
            return Results.StatusCode(StatusCodes.Status408RequestTimeout);
        }
        catch (NpgsqlException e)
        {
            LogNotStored(loggers.CreateLogger(typeof(WebhookEndpoint)), e);
            return Results.StatusCode(StatusCodes.Status503ServiceUnavailable);
        }
    }

    private static async Task<IResult> TakeAsync(HttpRequest request, byte[] body, DeliveryRecorder recorder, DeliveryWorker worker)
    {
        var id = request.Headers["X-GitHub-Delivery"].ToString();
        var name = request.Headers["X-GitHub-Event"].ToString();
        if (id.Length is 0 or > MaxDeliveryId || name.Length is 0 or > MaxDeliveryId)
        {
            return Results.BadRequest("X-GitHub-Delivery and X-GitHub-Event are required.");
        }

        if (!request.HasJsonContentType())
        {
            return Results.Text("Set the webhook's content type to application/json.", statusCode: StatusCodes.Status415UnsupportedMediaType);
        }

        try
        {
            if (EventReader.Read(name, id, body) is { } delivery)
            {
                if (!await recorder.RecordAsync(delivery))
                {
                    return Results.Ok();
                }

                worker.Wake();
            }

            return Results.StatusCode(StatusCodes.Status202Accepted);
        }
        catch (JsonException)
        {
            return Results.BadRequest("The body is not what GitHub sends for this event.");
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "GitHub webhooks are off: GitHub:WebhookSecret is not set, so no delivery could be verified")]
    private static partial void LogOff(ILogger logger);

    [LoggerMessage(Level = LogLevel.Error, Message = "A delivery could not be stored; GitHub is told so")]
    private static partial void LogNotStored(ILogger logger, Exception exception);
}
