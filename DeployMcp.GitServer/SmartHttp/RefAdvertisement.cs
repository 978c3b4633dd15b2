using DeployMcp.Domain.Git;
using DeployMcp.Domain.Identity;
using DeployMcp.GitServer.Repositories;

namespace DeployMcp.GitServer.SmartHttp;

/// <summary>Answers <c>GET …/info/refs?service=…</c>: what there is, and what this server can do.</summary>
internal sealed partial class RefAdvertisement(
    GitExecutable git, RepositoryDirectory repositories, GitServerOptions options, ILogger<RefAdvertisement> logger)
{
    public async Task WriteAsync(HttpContext context, Repo repo, GitService service)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted);
        limit.CancelAfter(options.OperationTimeout);
        var path = await repositories.EnsureAsync(repo.Id, limit.Token);
        var protocol = GitService.ProtocolOf(context.Request);
        context.Response.ContentType = service.AdvertisementType;
        if (service == GitService.Push && repositories.SizeOf(repo.Id) >= options.MaxRepoBytes)
        {
            await WriteHeadingAsync(context.Response.Body, service, limit.Token);
            await context.Response.Body.WriteAsync(
                PktLine.Encode($"ERR this repository is full: it has reached {options.MaxRepoBytes >> 20} MiB\n"), limit.Token);
            return;
        }

        await using var process = git.Start([service.Command, "--stateless-rpc", "--advertise-refs", path], protocol);
        process.CloseInput();
        var first = new byte[8 * 1024];
        var read = await process.Output.ReadAsync(first, limit.Token);
        if (read == 0)
        {
            await FailAsync(context, process, repo, limit.Token);
            return;
        }

        // Version 2 has no heading, and is known for fetches only.
        if (service == GitService.Push || !GitService.IsVersion2(protocol))
        {
            await WriteHeadingAsync(context.Response.Body, service, limit.Token);
        }

        await context.Response.Body.WriteAsync(first.AsMemory(0, read), limit.Token);
        await process.Output.CopyToAsync(context.Response.Body, limit.Token);
        _ = await process.WaitAsync(limit.Token);
    }

    private static async Task WriteHeadingAsync(Stream output, GitService service, CancellationToken cancellationToken)
    {
        await output.WriteAsync(PktLine.Encode($"# service={service.Name}\n"), cancellationToken);
        await output.WriteAsync(PktLine.Flush, cancellationToken);
    }

    private async Task FailAsync(HttpContext context, GitProcess process, Repo repo, CancellationToken cancellationToken)
    {
        var exit = await process.WaitAsync(cancellationToken);
        LogFailed(repo.Id, exit, process.Errors);
        context.Response.ContentType = null;
        context.Response.StatusCode = StatusCodes.Status500InternalServerError;
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "git can't read repository {Repo}: it ended with {Exit}: {Errors}")]
    private partial void LogFailed(RepoId repo, int exit, string errors);
}
