using System.Text.Json;
using DeployMcp.Data.Git;
using DeployMcp.Workflows.Deployments;

namespace DeployMcp.DeployerServer.GitHub;

/// <summary>
/// <c>POST /webhooks/github</c>. 202: taken (also events that nothing is done for); 200: this delivery was handled before;
/// 401: the signature is missing or wrong; 400: not a delivery of GitHub's; 413: over 25 MB, GitHub's own cap; 503: no secret
/// is configured, so webhooks are off.
/// </summary>
internal static partial class WebhookEndpoint
{
    private const long MaxBodyBytes = 25 * 1024 * 1024;
    private const int MaxDeliveryId = 100;
    private const string Provider = "github";

    public static WebApplicationBuilder AddGitHubWebhooks(this WebApplicationBuilder builder)
    {
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Limits.MaxRequestBodySize = MaxBodyBytes);
        builder.Services.AddSingleton<WebhookSignature>().AddSingleton<DeploymentWorkflowClient>().AddSingleton<PushDeployments>();
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

    private static async Task<IResult> ReceiveAsync(
        HttpRequest request, WebhookSignature signature, WebhookDeliveryStore deliveries, PushDeployments deployments, ILoggerFactory loggers)
    {
        if (!signature.IsConfigured)
        {
            return Results.StatusCode(StatusCodes.Status503ServiceUnavailable);
        }

        // Looked at before the body is read: what carries no signature costs nothing.
        var signed = request.Headers["X-Hub-Signature-256"].ToString();
        if (!WebhookSignature.IsWellFormed(signed) || await ReadAsync(request) is not { } body || !signature.Verifies(signed, body))
        {
            return Results.StatusCode(StatusCodes.Status401Unauthorized);
        }

        var delivery = request.Headers["X-GitHub-Delivery"].ToString();
        var name = request.Headers["X-GitHub-Event"].ToString();
        if (delivery.Length is 0 or > MaxDeliveryId || name.Length is 0 or > MaxDeliveryId)
        {
            return Results.BadRequest("X-GitHub-Delivery and X-GitHub-Event are required.");
        }

        return name == "push"
            ? await PushAsync(delivery, body, deliveries, deployments, loggers.CreateLogger(typeof(WebhookEndpoint)))
            : Results.StatusCode(StatusCodes.Status202Accepted);
    }

    private static async Task<IResult> PushAsync(
        string delivery, byte[] body, WebhookDeliveryStore deliveries, PushDeployments deployments, ILogger logger)
    {
        if (Parse(body) is not { } push)
        {
            return Results.BadRequest("The body is no push event in JSON: set the webhook's content type to application/json.");
        }

        // Recorded first, marked last: a delivery that a crash cut short is handled again when GitHub repeats it.
        if (!await deliveries.RecordAsync(Provider, delivery, "push"))
        {
            return Results.Ok();
        }

        var begun = push.Branch is { } branch ? await deployments.BeginAsync(push, branch) : 0;
        await deliveries.MarkHandledAsync(Provider, delivery);
        LogHandled(logger, delivery, begun);
        return Results.StatusCode(StatusCodes.Status202Accepted);
    }

    private static async Task<byte[]> ReadAsync(HttpRequest request)
    {
        using var body = new MemoryStream();
        await request.Body.CopyToAsync(body, request.HttpContext.RequestAborted);
        return body.ToArray();
    }

    private static PushEvent? Parse(byte[] body)
    {
        try
        {
            return JsonSerializer.Deserialize(body, PushJson.Default.PushEvent);
        }
        catch (JsonException)
        {
            // Signed, yet no push event: the caller answers 400 and says what is wanted.
            return null;
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "GitHub webhooks are off: GitHub:WebhookSecret is not set, so no delivery could be verified")]
    private static partial void LogOff(ILogger logger);

    [LoggerMessage(Level = LogLevel.Information, Message = "Push delivery {Delivery} began {Deployments} deployments")]
    private static partial void LogHandled(ILogger logger, string delivery, int deployments);
}
