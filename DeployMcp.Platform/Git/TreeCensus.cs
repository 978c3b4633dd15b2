using System.Buffers.Text;
using System.Globalization;

namespace DeployMcp.Platform.Git;

internal sealed record TreeSize(int Files, long Bytes);

/// <summary>
/// Counts a commit's files before any of them is written. A few small objects can describe a tree of any size, so that it
/// is counted as it is listed and given up at the limit.
/// </summary>
internal sealed class TreeCensus(SourceOptions options)
{
    private readonly byte[] _buffer = new byte[64 * 1024];
    private readonly List<byte> _entry = [];
    private int _files;
    private long _bytes;

    public TreeSize Size => new(_files, _bytes);

    /// <summary>Reads <c>git ls-tree -r -l -z</c>: mode, type, object and size with blanks between, a tab, the path, NUL.</summary>
    /// <exception cref="Domain.Failures.DeploymentFailureException">quota_exceeded.</exception>
    public async Task<string> ReadAsync(Stream listing, CancellationToken cancellationToken)
    {
        int read;
        while ((read = await listing.ReadAsync(_buffer, cancellationToken)) > 0)
        {
            Count(_buffer.AsSpan(0, read));
            Check();
        }

        return "";
    }

    private void Count(ReadOnlySpan<byte> part)
    {
        int end;
        while ((end = part.IndexOf((byte)0)) >= 0)
        {
            _entry.AddRange(part[..end]);
            Add(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_entry));
            _entry.Clear();
            part = part[(end + 1)..];
        }

        _entry.AddRange(part);
    }

    private void Add(ReadOnlySpan<byte> entry)
    {
        var head = entry[..Math.Max(0, entry.IndexOf((byte)'\t'))];
        _files++;

        // A submodule has "-" instead of a size.
        _bytes += Utf8Parser.TryParse(head[(head.LastIndexOf((byte)' ') + 1)..], out long size, out _) ? size : 0;
    }

    private void Check()
    {
        if (_files > options.MaxFiles)
        {
            throw GitFailures.TooMuch(string.Create(CultureInfo.InvariantCulture, $"The commit holds more than {options.MaxFiles} files, which is the limit."));
        }

        if (_bytes > options.MaxTreeMiB * 1024L * 1024)
        {
            throw GitFailures.TooMuch(string.Create(CultureInfo.InvariantCulture, $"The commit's files take more than {options.MaxTreeMiB} MiB, which is the limit."));
        }
    }
}
