namespace DeployMcp.Benchmarks.Processes;

/// <summary>A temporary directory that other users may pass through, gone when disposed.</summary>
public sealed class ScratchDirectory : IDisposable
{
    public ScratchDirectory(string purpose)
    {
        Path = Directory.CreateTempSubdirectory($"deploymcp-bench-{purpose}-").FullName;
        File.SetUnixFileMode(Path, (UnixFileMode)0b111_101_101);
    }

    public string Path { get; }

    public string Join(string name) => System.IO.Path.Combine(Path, name);

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
