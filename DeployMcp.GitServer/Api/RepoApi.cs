using DeployMcp.Data.Git;
using DeployMcp.Domain.Git;
using DeployMcp.Domain.Identity;
using DeployMcp.GitServer.Auth;
using DeployMcp.GitServer.Repositories;

namespace DeployMcp.GitServer.Api;

/// <summary>What the platform's other binaries ask of the git server; <see cref="MintTokenRequest"/> has the contract.</summary>
internal static class RepoApi
{
    private const int MinLifetimeSeconds = 60;
    private const int MaxLifetimeSeconds = 30 * 24 * 60 * 60;

    private const string Root = "/api/repos";

    public static void MapRepoApi(this WebApplication app)
    {
        app.UseWhen(c => c.Request.Path.StartsWithSegments(Root, StringComparison.OrdinalIgnoreCase), guarded => guarded.UseMiddleware<ServiceTokenGuard>());
        var api = app.MapGroup($"{Root}/{{id:guid}}");
        api.MapPut("/", EnsureAsync);
        api.MapDelete("/", Delete);
        api.MapPost("/tokens", MintAsync);
        api.MapGet("/branches/{**branch}", FindBranchAsync);
    }

    private static async Task<IResult> EnsureAsync(Guid id, RepoStore repos, RepositoryDirectory repositories, CancellationToken cancellationToken)
    {
        if (await repos.FindAsync(new RepoId(id)) is not { } repo)
        {
            return Results.NotFound();
        }

        await repositories.EnsureAsync(repo.Id, cancellationToken);
        return Results.NoContent();
    }

    private static async Task<IResult> Delete(Guid id, RepositoryDirectory repositories)
    {
        await Task.Run(() => repositories.Delete(new RepoId(id)));
        return Results.NoContent();
    }

    private static async Task<IResult> MintAsync(Guid id, MintTokenRequest request, RepoStore repos, GitTokenStore tokens)
    {
        if (request.LifetimeSeconds is < MinLifetimeSeconds or > MaxLifetimeSeconds || !Enum.IsDefined(request.Access))
        {
            return Results.BadRequest();
        }

        if (await repos.FindAsync(new RepoId(id)) is not { } repo)
        {
            return Results.NotFound();
        }

        var minted = await tokens.MintAsync(repo.Id, request.Access, TimeSpan.FromSeconds(request.LifetimeSeconds));
        return Results.Ok(new MintTokenResponse(minted.Token.Reveal(), minted.ExpiresAt));
    }

    private static async Task<IResult> FindBranchAsync(
        Guid id, string branch, RepoStore repos, RepositoryHeads heads, CancellationToken cancellationToken)
        => await repos.FindAsync(new RepoId(id)) is { } repo
            ? Results.Ok(await heads.FindAsync(repo.Id, branch, cancellationToken))
            : Results.NotFound();
}
