using System.Globalization;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;

namespace DeployMcp.Platform.Builders.Dependencies;

/// <summary>
/// Installed dependencies by the hash of all that decided them. What was installed without anyone's code is shared by all
/// services; the rest belongs to one service and is never given to another.
/// </summary>
internal sealed class DependencyStore(BuildOptions options)
{
    public const string Shared = "shared";

    /// <summary>Programs that builds run where they are kept: every user may enter, if it knows the key.</summary>
    public const string Tools = "tools";

    /// <summary>Changes with how a tree is kept, so that none of an older platform is taken for one of ours.</summary>
    private const string Layout = "directories";

    private const string SizeFile = "size";
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
    private const UnixFileMode PassOnly = OwnerOnly | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;
    private static readonly TimeSpan InUse = TimeSpan.FromMinutes(10);

    private readonly string _root = Path.Combine(Path.GetFullPath(options.CacheDirectory), "dependencies");
    private readonly Lock _evicting = new();

    public static string KeyOf(IEnumerable<string> inputs)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var input in inputs.Append(RuntimeInformation.RuntimeIdentifier).Append(Layout))
        {
            var bytes = Encoding.UTF8.GetBytes(input);
            hash.AppendData(BitConverter.GetBytes(bytes.LongLength));
            hash.AppendData(bytes);
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset())[..40];
    }

    /// <summary>The directory that was kept, or null. Finding it keeps it for longer.</summary>
    public string? Find(string owner, string key)
    {
        var entry = Path.Combine(_root, owner, key);
        if (!File.Exists(Path.Combine(entry, SizeFile)))
        {
            return null;
        }

        Directory.SetLastWriteTimeUtc(entry, DateTime.UtcNow);
        return Path.Combine(entry, "tree");
    }

    /// <summary>Takes over <paramref name="tree"/>, which is moved. Where another was faster, that one stays.</summary>
    public async Task<string> KeepAsync(string owner, string key, string tree, CancellationToken cancellationToken)
    {
        var entry = Path.Combine(_root, owner, key);
        var staging = Path.Combine(_root, $".staging-{Guid.NewGuid():N}");
        Directory.CreateDirectory(_root, PassOnly);
        Directory.CreateDirectory(Path.Combine(_root, owner));
        SetModes();
        Directory.CreateDirectory(staging);
        await TreeMove.RunAsync(tree, Path.Combine(staging, "tree"), cancellationToken);
        await File.WriteAllTextAsync(Path.Combine(staging, SizeFile), SizeOf(staging).ToString(CultureInfo.InvariantCulture), cancellationToken);
        try
        {
            Directory.Move(staging, entry);
        }
        catch (IOException) when (Directory.Exists(entry))
        {
            Directory.Delete(staging, recursive: true);
        }

        Evict();
        return Path.Combine(entry, "tree");
    }

    /// <summary>A place beside the entries for a tree that is being copied.</summary>
    public string Staging()
    {
        Directory.CreateDirectory(_root, PassOnly);
        var staging = Path.Combine(_root, $".staging-{Guid.NewGuid():N}");
        Directory.CreateDirectory(staging, OwnerOnly);
        return staging;
    }

    /// <summary>Of a service that is gone.</summary>
    public void Remove(string owner)
    {
        var directory = Path.Combine(_root, owner);
        if (Directory.Exists(directory))
        {
            Directory.Delete(directory, recursive: true);
        }
    }

    /// <summary>What a crash left half made. Only before the first build.</summary>
    public void Sweep()
    {
        if (Directory.Exists(_root))
        {
            foreach (var staging in Directory.EnumerateDirectories(_root, ".staging-*"))
            {
                Directory.Delete(staging, recursive: true);
            }
        }
    }

    /// <summary>Whatever the umask is, and whatever another version has left.</summary>
    private void SetModes()
    {
        foreach (var owner in Directory.EnumerateDirectories(_root))
        {
            File.SetUnixFileMode(owner, Path.GetFileName(owner) == Tools ? PassOnly : OwnerOnly);
        }

        File.SetUnixFileMode(_root, PassOnly);
    }

    /// <summary>The longest unused go first; what was used lately stays, even over the limit.</summary>
    private void Evict()
    {
        lock (_evicting)
        {
            var entries = Directory.EnumerateDirectories(_root).Where(d => !Path.GetFileName(d).StartsWith('.'))
                .SelectMany(Directory.EnumerateDirectories)
                .Select(d => (Path: d, Used: Directory.GetLastWriteTimeUtc(d), Size: RecordedSize(d)))
                .OrderBy(e => e.Used).ToList();
            var total = entries.Sum(e => e.Size);
            foreach (var entry in entries.TakeWhile(e => e.Used < DateTime.UtcNow - InUse))
            {
                if (total <= options.MaxDependencyCacheMiB * 1024L * 1024L)
                {
                    return;
                }

                Directory.Delete(entry.Path, recursive: true);
                total -= entry.Size;
            }
        }
    }

    private static long RecordedSize(string entry)
        => long.TryParse(File.ReadAllText(Path.Combine(entry, SizeFile)), CultureInfo.InvariantCulture, out var size) ? size : 0;

    private static long SizeOf(string directory)
        => new DirectoryInfo(directory)
            .EnumerateFiles("*", new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.ReparsePoint }).Sum(f => f.Length);
}
