namespace DeployMcp.Platform.Builders.Tools;

/// <summary>The programs that a plan wants in certain versions, as they were found or fetched.</summary>
/// <param name="Programs">Those which were fetched; this machine's own are on the PATH already.</param>
/// <param name="Fingerprints">What changes when any of them is another version.</param>
internal sealed record Toolchain(IReadOnlyList<FetchedProgram> Programs, IReadOnlyList<string> Fingerprints)
{
    public static Toolchain None { get; } = new([], []);

    /// <summary>A PATH with the fetched programs before all others.</summary>
    public string Before(string path) => string.Join(':', [.. Programs.Select(p => Path.Combine(p.Directory, p.Binaries)), path]);
}

/// <param name="Directory">Absolute; it holds a <c>node_modules</c> and nobody but the platform may write it.</param>
/// <param name="Binaries">Where in it the program is.</param>
internal sealed record FetchedProgram(string Name, string Directory, string Binaries, bool AtRuntime);
