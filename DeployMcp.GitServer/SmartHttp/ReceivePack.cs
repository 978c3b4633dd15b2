using System.Globalization;
using DeployMcp.Domain.Git;
using DeployMcp.Domain.Identity;
using DeployMcp.GitServer.Pushes;
using DeployMcp.GitServer.Repositories;

namespace DeployMcp.GitServer.SmartHttp;

/// <summary>
/// Answers <c>POST …/git-receive-pack</c>: a push. As soon as git has all of it, it is carried through whether the client is
/// still there or not, and whatever it moved is deployed.
/// </summary>
internal sealed partial class ReceivePack(
    GitExecutable git,
    RepositoryDirectory repositories,
    RepositoryMaintenance maintenance,
    PushDeployer deployer,
    MissedPushes missed,
    GitServerOptions options,
    ILogger<ReceivePack> logger)
{
    public async Task AnswerAsync(HttpContext context, Repo repo, Stream body)
    {
        using var limit = new CancellationTokenSource(options.OperationTimeout);
        using var arriving = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, context.RequestAborted);
        var path = await repositories.EnsureAsync(repo.Id, arriving.Token);
        var request = await PushRequest.ReadAsync(body, arriving.Token);
        var client = new ClientStream(context);
        context.Response.ContentType = GitService.Push.ResultType;
        if (request.Commands.Count == 0)
        {
            // The client finds out whether its credentials are good before it sends much.
            return;
        }

        if (request.Objects > options.MaxPushObjects)
        {
            await RefuseAsync(client, request, body, arriving.Token);
            return;
        }

        var flushed = await ReceiveAsync(context, repo, path, request, body, client, arriving.Token, limit.Token);
        await FinishAsync(repo, request, client, flushed, limit.Token);
    }

    /// <summary>True when git's answer is complete but for the flush at its end.</summary>
    private async Task<bool> ReceiveAsync(
        HttpContext context, Repo repo, string path, PushRequest request, Stream body, ClientStream client, CancellationToken arriving, CancellationToken limit)
    {
        await using var process = git.Start(
            [GitService.Push.Command, "--stateless-rpc", path], VersionOf(context.Request), [MaxInput(repo), UnpackLimit(context.Request)]);
        var reporting = RelayAsync(process, request, client, limit);
        try
        {
            await HandOverAsync(process, request, body, arriving);
        }
        catch (Exception e) when (e is OperationCanceledException or IOException)
        {
            // The client went away in the middle. Cut off from its input, git removes what has arrived; killed, it would not.
            LogAbandoned(repo.Id);
            context.Abort();
            process.CloseInput();
        }

        var flushed = await reporting;
        var exit = await process.WaitAsync(limit);
        LogReceived(repo.Id, request.Commands.Count, request.Objects, exit);
        return flushed;
    }

    private async Task HandOverAsync(GitProcess process, PushRequest request, Stream body, CancellationToken cancellationToken)
    {
        using var beginning = new MemoryStream(request.Read.ToArray());
        var end = await RequestBody.CopyAsync(beginning, process.Input, options.IdleTimeout, cancellationToken);
        if (end == CopyEnd.Complete)
        {
            end = await RequestBody.CopyAsync(body, process.Input, options.IdleTimeout, cancellationToken);
        }

        process.CloseInput();
        if (end == CopyEnd.GitClosed && !await RequestBody.DrainAsync(body, options.MaxPushBytes, options.IdleTimeout, cancellationToken))
        {
            throw new IOException("The client keeps sending what git has refused.");
        }
    }

    private static async Task<bool> RelayAsync(GitProcess process, PushRequest request, ClientStream client, CancellationToken cancellationToken)
    {
        if (request.HasSideBand)
        {
            return await ReportRelay.CopyAsync(process.Output, client, cancellationToken);
        }

        await process.Output.CopyToAsync(client, cancellationToken);
        return false;
    }

    private async Task FinishAsync(Repo repo, PushRequest request, ClientStream client, bool flushed, CancellationToken limit)
    {
        maintenance.Enqueue(repo.Id);
        missed.Recheck(repo.Id);
        var branches = request.Commands.Where(c => !c.IsDelete).Select(c => c.Branch).OfType<string>().ToHashSet(StringComparer.Ordinal);
        var message = branches.Count == 0 ? "" : await deployer.DeployPushAsync(repo.Id, branches);
        if (!flushed)
        {
            return;
        }

        if (message.Length > 0)
        {
            await PushReport.WriteMessageAsync(client, message, limit);
        }

        await client.WriteAsync(PktLine.Flush, limit);
    }

    private async Task RefuseAsync(ClientStream client, PushRequest request, Stream body, CancellationToken cancellationToken)
    {
        if (await RequestBody.DrainAsync(body, options.MaxPushBytes, options.IdleTimeout, cancellationToken))
        {
            var reason = string.Create(
                CultureInfo.InvariantCulture, $"the push holds {request.Objects} objects; at most {options.MaxPushObjects} are taken at once");
            await PushReport.WriteRefusalAsync(client, request, reason, cancellationToken);
        }
    }

    private string MaxInput(Repo repo)
    {
        var left = Math.Max(1, options.MaxRepoBytes - repositories.SizeOf(repo.Id));
        return string.Create(CultureInfo.InvariantCulture, $"receive.maxInputSize={Math.Min(left, options.MaxPushBytes)}");
    }

    /// <summary>
    /// Few objects are stored one by one, unless they are large: those a client sends without saying how much is to come, and
    /// packing each anew would take far longer than keeping the pack.
    /// </summary>
    private static string UnpackLimit(HttpRequest request) => request.ContentLength is null ? "receive.unpackLimit=1" : "receive.unpackLimit=100";

    /// <summary>There is no version 2 of a push.</summary>
    private static string? VersionOf(HttpRequest request)
        => GitService.ProtocolOf(request) is { } protocol && !GitService.IsVersion2(protocol) ? protocol : null;

    [LoggerMessage(Level = LogLevel.Information, Message = "Push to repository {Repo}: {Refs} refs, {Objects} objects, git ended with {Exit}")]
    private partial void LogReceived(RepoId repo, int refs, long objects, int exit);

    [LoggerMessage(Level = LogLevel.Information, Message = "A push to repository {Repo} was broken off by its client")]
    private partial void LogAbandoned(RepoId repo);
}
