using DeployMcp.Domain.Git;
using DeployMcp.GitServer.Repositories;

namespace DeployMcp.GitServer.SmartHttp;

/// <summary>Answers <c>POST …/git-upload-pack</c>: a clone or fetch. It ends with the client.</summary>
internal sealed class UploadPack(GitExecutable git, RepositoryDirectory repositories, GitServerOptions options)
{
    private const int BufferSize = 64 * 1024;

    public async Task AnswerAsync(HttpContext context, Repo repo, Stream body)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted);
        limit.CancelAfter(options.OperationTimeout);
        var path = await repositories.EnsureAsync(repo.Id, limit.Token);
        context.Response.ContentType = GitService.Fetch.ResultType;
        await using var process = git.Start([GitService.Fetch.Command, "--stateless-rpc", path], GitService.ProtocolOf(context.Request));
        var asking = AskAsync(process, body, limit.Token);
        await process.Output.CopyToAsync(context.Response.Body, BufferSize, limit.Token);
        await asking;
        _ = await process.WaitAsync(limit.Token);
    }

    private async Task AskAsync(GitProcess process, Stream body, CancellationToken cancellationToken)
    {
        await RequestBody.CopyAsync(body, process.Input, options.IdleTimeout, cancellationToken);
        process.CloseInput();
    }
}
