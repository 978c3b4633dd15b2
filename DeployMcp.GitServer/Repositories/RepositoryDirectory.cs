using DeployMcp.Domain.Git;
using DeployMcp.Domain.Identity;

namespace DeployMcp.GitServer.Repositories;

/// <summary>
/// The bare repositories on disk, by id. One is made beside its place and moved there, so that a half-made one is never seen;
/// one is removed by moving it away first.
/// </summary>
internal sealed class RepositoryDirectory
{
    private readonly GitExecutable _git;
    private readonly string _root;
    private readonly string _temporary;

    public RepositoryDirectory(GitExecutable git, GitServerOptions options)
    {
        _git = git;
        _root = Path.GetFullPath(options.DataDirectory);
        _temporary = Path.Combine(_root, "tmp");
        if (Directory.Exists(_temporary))
        {
            // What a crash left half made or half removed.
            Directory.Delete(_temporary, recursive: true);
        }

        Directory.CreateDirectory(_temporary, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    /// <summary>Why repositories can't be kept there, or null.</summary>
    public static string? Problem(string directory)
    {
        try
        {
            Directory.CreateDirectory(directory, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
            var probe = Path.Combine(directory, $".probe-{Guid.NewGuid():N}");
            File.WriteAllBytes(probe, []);
            File.Delete(probe);
            return null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return $"The git server can't write to {directory}: make it writable for this user or set Git__DataDirectory to another path.";
        }
    }

    public string PathOf(RepoId id) => Path.Combine(_root, GitUrl.PathOf(id));

    public bool Exists(RepoId id) => Directory.Exists(PathOf(id));

    /// <summary>The repository's path; it is made if it isn't there. Any number of callers may ask at the same time.</summary>
    public async Task<string> EnsureAsync(RepoId id, CancellationToken cancellationToken)
    {
        var path = PathOf(id);
        if (Directory.Exists(path))
        {
            return path;
        }

        var made = Path.Combine(_temporary, Guid.NewGuid().ToString("N"));
        await _git.ReadAsync(["init", "--quiet", "--bare", "--template=", "--initial-branch=main", made], cancellationToken);
        try
        {
            Directory.Move(made, path);
        }
        catch (IOException) when (Directory.Exists(path))
        {
            Directory.Delete(made, recursive: true);
        }

        return path;
    }

    public void Delete(RepoId id)
    {
        var removed = Path.Combine(_temporary, Guid.NewGuid().ToString("N"));
        try
        {
            Directory.Move(PathOf(id), removed);
        }
        catch (DirectoryNotFoundException)
        {
            return;
        }

        Directory.Delete(removed, recursive: true);
    }

    /// <summary>What the repository's objects take, in bytes, those of pushes under way included.</summary>
    public long SizeOf(RepoId id)
    {
        var objects = new DirectoryInfo(Path.Combine(PathOf(id), "objects"));
        var options = new EnumerationOptions { RecurseSubdirectories = true, IgnoreInaccessible = true, AttributesToSkip = FileAttributes.ReparsePoint };
        return objects.Exists ? objects.EnumerateFiles("*", options).Sum(SizeOf) : 0;
    }

    private static long SizeOf(FileInfo file)
    {
        try
        {
            return file.Length;
        }
        catch (FileNotFoundException)
        {
            // A temporary file of a push that ended in this moment.
            return 0;
        }
    }
}
