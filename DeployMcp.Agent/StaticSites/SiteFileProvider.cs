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
        if (!file.Exists || !IsInside(file.PhysicalPath))
            return new NotFoundFileInfo(subpath);

        return file.Length == 0 ? new EmptyFile(file) : file;
    }

    public IDirectoryContents GetDirectoryContents(string subpath)
        => !IsHidden(subpath) && _files.GetDirectoryContents(subpath) is { Exists: true } directory && IsInside(Path.Join(root, subpath))
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

    private bool IsInside(string? path)
        => path is not null && Posix.RealPath(path) is { } real && (real == root || real.StartsWith(root + "/", StringComparison.Ordinal));

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
