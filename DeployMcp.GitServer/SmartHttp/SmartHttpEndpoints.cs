using DeployMcp.Domain.Git;
using DeployMcp.GitServer.Auth;
using Microsoft.Net.Http.Headers;

namespace DeployMcp.GitServer.SmartHttp;

/// <summary>The paths that a git client asks for (gitprotocol-http), below <c>/{account}/{repo}.git</c>; <c>.git</c> may be left out.</summary>
internal static class SmartHttpEndpoints
{
    public static void MapSmartHttp(this IEndpointRouteBuilder app)
    {
        app.MapGet("/{account}/{repo}/info/refs", AdvertiseAsync);
        app.MapPost("/{account}/{repo}/git-upload-pack", FetchAsync);
        app.MapPost("/{account}/{repo}/git-receive-pack", PushAsync);
    }

    private static async Task AdvertiseAsync(
        HttpContext context, string account, string repo, string? service, RepoAccess access, OperationGate gate, RefAdvertisement advertisement)
    {
        var wanted = GitService.Find(service);
        if (await access.AuthorizeAsync(context, account, repo, wanted?.Needs ?? GitAccess.Read) is not { } found)
        {
            return;
        }

        if (wanted is null)
        {
            await RefuseAsync(context, StatusCodes.Status403Forbidden, "Only git's smart HTTP protocol is spoken here: use git 1.6.6 or later.\n");
            return;
        }

        NeverCache(context.Response);
        using var place = await gate.EnterFetchAsync(context.RequestAborted);
        if (place is null)
        {
            await RefuseBusyAsync(context);
            return;
        }

        await advertisement.WriteAsync(context, found, wanted);
    }

    private static async Task FetchAsync(HttpContext context, string account, string repo, RepoAccess access, OperationGate gate, UploadPack pack)
    {
        if (await OpenAsync(context, account, repo, GitService.Fetch, access) is not { } opened)
        {
            return;
        }

        using var place = await gate.EnterFetchAsync(context.RequestAborted);
        if (place is null)
        {
            await RefuseBusyAsync(context);
            return;
        }

        await pack.AnswerAsync(context, opened.Repo, opened.Body);
    }

    private static async Task PushAsync(HttpContext context, string account, string repo, RepoAccess access, OperationGate gate, ReceivePack pack)
    {
        if (await OpenAsync(context, account, repo, GitService.Push, access) is not { } opened)
        {
            return;
        }

        using var place = await gate.EnterPushAsync(context.RequestAborted);
        if (place is null)
        {
            await RefuseBusyAsync(context);
            return;
        }

        try
        {
            await pack.AnswerAsync(context, opened.Repo, opened.Body);
        }
        catch (InvalidDataException e) when (!context.Response.HasStarted)
        {
            await RefuseAsync(context, StatusCodes.Status400BadRequest, e.Message + "\n");
        }
    }

    private static async Task<(Repo Repo, Stream Body)?> OpenAsync(HttpContext context, string account, string name, GitService service, RepoAccess access)
    {
        if (await access.AuthorizeAsync(context, account, name, service.Needs) is not { } repo)
        {
            return null;
        }

        if (context.Request.ContentType != service.RequestType || RequestBody.Open(context) is not { } body)
        {
            await RefuseAsync(context, StatusCodes.Status415UnsupportedMediaType, $"Expected {service.RequestType}, plain or gzip.\n");
            return null;
        }

        NeverCache(context.Response);
        return (repo, body);
    }

    private static Task RefuseBusyAsync(HttpContext context)
    {
        context.Response.Headers[HeaderNames.RetryAfter] = "10";
        return RefuseAsync(context, StatusCodes.Status503ServiceUnavailable, "Too many git operations are running: try again in a moment.\n");
    }

    private static async Task RefuseAsync(HttpContext context, int status, string text)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "text/plain; charset=utf-8";
        await context.Response.WriteAsync(text, context.RequestAborted);
    }

    private static void NeverCache(HttpResponse response)
    {
        response.Headers[HeaderNames.CacheControl] = "no-cache, max-age=0, must-revalidate";
        response.Headers[HeaderNames.Pragma] = "no-cache";
        response.Headers[HeaderNames.Expires] = "Fri, 01 Jan 1980 00:00:00 GMT";
    }
}
