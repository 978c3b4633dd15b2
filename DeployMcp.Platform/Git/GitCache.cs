using DeployMcp.Domain.Failures;
using Microsoft.Extensions.Logging;

namespace DeployMcp.Platform.Git;

/// <summary>
/// A bare, shallow repository for each service, which makes a fetch bring only what has changed. It belongs to the service's
/// uid, holds no secret, and may be lost or spoilt: then it is made anew.
/// </summary>
internal sealed partial class GitCache(GitCommandRunner git, SourceOptions options, ILogger<GitCache> logger)
{
    /// <summary>Each fetch adds a pack; a new repository is cheaper than tidying up.</summary>
    private const int MaxPacks = 40;

    private const int Stripes = 64;

    private readonly SemaphoreSlim[] _locks = [.. Enumerable.Range(0, Stripes).Select(_ => new SemaphoreSlim(1))];

    public async Task<FetchedSource> CheckOutAsync(FetchRequest request, GitAccessPath access, CancellationToken cancellationToken)
    {
        var gate = _locks[(uint)StringComparer.Ordinal.GetHashCode(request.CacheDirectory) % Stripes];
        await gate.WaitAsync(cancellationToken);
        try
        {
            await OwnedDirectory.CreateAsync(request.Directory, request.Uid, cancellationToken);
            await OwnedDirectory.CreateAsync(request.CacheDirectory, request.Uid, cancellationToken);
            return access.Kind == GitOriginKind.Local
                ? await CheckOutLocalAsync(request, access, cancellationToken)
                : await CheckOutCachedAsync(request, access, cancellationToken);
        }
        finally
        {
            gate.Release();
        }
    }

    private async Task<FetchedSource> CheckOutCachedAsync(FetchRequest request, GitAccessPath access, CancellationToken cancellationToken)
    {
        var repository = new GitCheckout(git, options, Path.Combine(request.CacheDirectory, "git"), request.Uid);
        var isNew = !Directory.Exists(repository.Path);
        if (!isNew && IsCrowded(repository.Path))
        {
            await OwnedDirectory.RemoveAsync(repository.Path, request.Uid, cancellationToken);
            isNew = true;
        }

        try
        {
            return await repository.BringAsync(request, access, isNew, cancellationToken);
        }
        catch (DeploymentFailureException)
        {
            // Perhaps as much as the limit allows, and of no use to the next fetch.
            await OwnedDirectory.RemoveAsync(repository.Path, request.Uid, CancellationToken.None);
            throw;
        }
        catch (GitUnavailableException e) when (!isNew)
        {
            // Whether the server or the cache is at fault shows only without the cache.
            LogRenewed(e, repository.Path);
            await OwnedDirectory.RemoveAsync(repository.Path, request.Uid, cancellationToken);
            return await repository.BringAsync(request, access, isNew: true, cancellationToken);
        }
    }

    /// <summary>
    /// The uid may not be able to read a local repository, so that we do, into one that nobody else has touched yet. It costs
    /// no network and is not kept.
    /// </summary>
    private async Task<FetchedSource> CheckOutLocalAsync(FetchRequest request, GitAccessPath access, CancellationToken cancellationToken)
    {
        var staged = $"{request.CacheDirectory}.{Guid.NewGuid():N}";
        var repository = Path.Combine(request.CacheDirectory, "local");
        try
        {
            var staging = new GitCheckout(git, options, staged, Uid: null);
            await staging.InitAsync(cancellationToken);
            await staging.FetchAsync(request, access, cancellationToken);
            await OwnedDirectory.GiveAsync(staged, request.Uid, cancellationToken);
            await OwnedDirectory.RemoveAsync(repository, request.Uid, cancellationToken);
            Directory.Move(staged, repository);
            return await new GitCheckout(git, options, repository, request.Uid).CheckOutAsync(request, access.Kind, cancellationToken);
        }
        finally
        {
            await OwnedDirectory.RemoveAsync(repository, request.Uid, CancellationToken.None);
            if (Directory.Exists(staged))
            {
                Directory.Delete(staged, recursive: true);
            }
        }
    }

    private static bool IsCrowded(string repository)
    {
        var packs = new DirectoryInfo(Path.Combine(repository, "objects", "pack"));
        return !packs.Exists || packs.EnumerateFiles("*.pack").Skip(MaxPacks).Any();
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The fetch into {Cache} failed; it is repeated without what was there")]
    private partial void LogRenewed(Exception exception, string cache);
}
