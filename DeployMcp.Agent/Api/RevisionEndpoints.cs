using System.Globalization;
using DeployMcp.Agent.Revisions;
using DeployMcp.Domain.Identity;
using DeployMcp.Planning.Runtime;
using Microsoft.AspNetCore.Mvc;

namespace DeployMcp.Agent.Api;

/// <summary><c>/v1/revisions/{service}/{deployment}</c>. Handlers are plain delegates: binding by reflection would cost memory for nothing.</summary>
internal static class RevisionEndpoints
{
    private const string Pattern = "/v1/revisions/{service:guid}/{deployment:guid}";
    private const int MaxBody = 4 * 1024 * 1024;
    private const int MaxWaitSeconds = 60;

    public static void MapRevisions(this IEndpointRouteBuilder app)
    {
        var registry = app.ServiceProvider.GetRequiredService<RevisionRegistry>();
        var stopping = app.ServiceProvider.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping;
        app.MapPut(Pattern, context => ApplyAsync(context, registry)).WithMetadata(new RequestSizeLimitAttribute(MaxBody));
        app.MapGet(Pattern, context => GetAsync(context, registry, stopping));
        app.MapPost(Pattern + "/activate", context => ActivateAsync(context, registry)).WithMetadata(new RequestSizeLimitAttribute(MaxBody));
        app.MapDelete(Pattern, context => DeleteAsync(context, registry));
    }

    private static async Task ApplyAsync(HttpContext context, RevisionRegistry registry)
    {
        if (await ApiResponses.ReadAsync<RevisionSpec>(context) is not { } spec)
            return;

        if (SpecCheck.Find(spec, KeyOf(context)) is { } error)
        {
            await ApiResponses.ErrorAsync(context, StatusCodes.Status400BadRequest, error);
            return;
        }

        var revision = await registry.ApplyAsync(spec);
        await ApiResponses.OkAsync(context, registry.StateOf(revision), StatusCodes.Status202Accepted);
    }

    private static async Task GetAsync(HttpContext context, RevisionRegistry registry, CancellationToken stopping)
    {
        if (registry.Find(KeyOf(context)) is not { } revision)
        {
            await UnknownAsync(context);
            return;
        }

        if (int.TryParse(context.Request.Query["wait_seconds"], NumberStyles.None, CultureInfo.InvariantCulture, out var seconds))
        {
            using var ended = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, stopping);
            await revision.WaitWhileStartingAsync(TimeSpan.FromSeconds(Math.Min(seconds, MaxWaitSeconds)), ended.Token);
        }

        await ApiResponses.OkAsync(context, registry.StateOf(revision));
    }

    private static async Task ActivateAsync(HttpContext context, RevisionRegistry registry)
    {
        if (await ApiResponses.ReadAsync<ActivateRequest>(context) is not { } request)
            return;

        if (!DnsLabel.IsValid(request.Hostname))
            await ApiResponses.ErrorAsync(context, StatusCodes.Status400BadRequest, $"The host name must be {DnsLabel.Rule}.");
        else if (registry.Find(KeyOf(context)) is not { } revision)
            await UnknownAsync(context);
        else if (!registry.TryActivate(revision, request.Hostname))
            await ApiResponses.ErrorAsync(context, StatusCodes.Status409Conflict, $"The revision is not ready but {revision.Phase}.");
        else
            await ApiResponses.OkAsync(context, registry.StateOf(revision));
    }

    private static async Task DeleteAsync(HttpContext context, RevisionRegistry registry)
    {
        if (registry.Find(KeyOf(context)) is { } revision)
            await registry.RemoveAsync(revision, TimeSpan.Zero);

        context.Response.StatusCode = StatusCodes.Status204NoContent;
    }

    private static Task UnknownAsync(HttpContext context)
        => ApiResponses.ErrorAsync(context, StatusCodes.Status404NotFound, "There is no such revision on this machine.");

    private static RevisionKey KeyOf(HttpContext context) => new(
        new ServiceId(RouteGuid.Read(context, "service")),
        new DeploymentId(RouteGuid.Read(context, "deployment")));
}
