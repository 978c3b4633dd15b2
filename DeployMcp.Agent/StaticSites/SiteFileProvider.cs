using DeployMcp.Agent.Processes;
using Microsoft.Extensions.FileProviders;
using Microsoft.Extensions.FileProviders.Physical;
using Microsoft.Extensions.Primitives;

namespace DeployMcp.Agent.StaticSites;

/// <summary>The files of a site: none that is hidden, none outside its directory wherever symbolic links lead, only regular ones.</summary>
/// <param name="root">Without symbolic links.</param>
internal sealed class SiteFileProvider(string root) : IFileProvider, IDisposable
{
    private const string WellKnown = ".well-known";

    private readonly PhysicalFileProvider _files = new(root, ExclusionFilters.None);

    public IFileInfo GetFileInfo(string subpath)
    {
        if (IsHidden(subpath))
            return new NotFoundFileInfo(subpath);

        var file = _files.GetFileInfo(subpath);
        if (!file.Exists || RealPathInside(file.PhysicalPath) is not { } real)
            return new NotFoundFileInfo(subpath);

        // A link's own length and time say nothing about the file that it leads to.
        if (real != file.PhysicalPath)
            file = new PhysicalFileInfo(new FileInfo(real));

        return file.Length == 0 ? new EmptyFile(file) : file;
    }

    public IDirectoryContents GetDirectoryContents(string subpath)
        => !IsHidden(subpath) && _files.GetDirectoryContents(subpath) is { Exists: true } directory && RealPathInside(Path.Join(root, subpath)) is not null
            ? directory
            : NotFoundDirectoryContents.Singleton;

    public IChangeToken Watch(string filter) => NullChangeToken.Singleton;

    public void Dispose() => _files.Dispose();

    /// <summary>Version control and secrets live under names with a dot; RFC 8615's directory is meant to be read.</summary>
    public static bool IsHidden(string path)
    {
        var segments = path.Split('/', StringSplitOptions.RemoveEmptyEntries);
        return segments.Where((segment, i) => segment.StartsWith('.') && !(i == 0 && segment == WellKnown)).Any();
    }

    /// <returns>Null when it leads out of the site.</returns>
    private string? RealPathInside(string? path)
    {
        var real = path is null ? null : Posix.RealPath(path);
        return real is not null && (real == root || real.StartsWith(root + "/", StringComparison.Ordinal)) ? real : null;
    }

    /// <summary>Pipes and sockets have no length either, and opening a pipe would wait for ever: an empty file is never opened.</summary>
    private sealed class EmptyFile(IFileInfo file) : IFileInfo
    {
        public bool Exists => true;

        public bool IsDirectory => false;

        public DateTimeOffset LastModified => file.LastModified;

        public long Length => 0;

        public string Name => file.Name;

        public string? PhysicalPath => null;

        public Stream CreateReadStream() => Stream.Null;
    }
}
