namespace DeployMcp.Platform.Builders.Images;

/// <summary>A client that can build with BuildKit, and the engine that it reaches.</summary>
/// <param name="Program">Absolute path.</param>
/// <param name="Architecture">The engine's, as Go names it: <c>amd64</c>, <c>arm64</c>.</param>
internal sealed record DockerClient(string Program, string EngineVersion, string Architecture);

/// <param name="Client">Null when no engine can be used; <paramref name="Problems"/> then says what was tried, a line each.</param>
internal sealed record EngineSearch(DockerClient? Client, IReadOnlyList<string> Problems);

/// <summary>
/// Finds the container engine. Running means that it answers; usable, that a client on this machine can build with BuildKit on
/// it. Of several clients the first that can is taken: a newer one without its buildx plugin can't, an older one has it built in.
/// </summary>
public sealed class DockerEngine : IDisposable
{
    private const int FirstVersionWithBuildx = 23;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Remembered = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan AbsenceRemembered = TimeSpan.FromSeconds(3);

    private readonly ContainerOptions _options;
    private readonly TimeProvider _time;
    private readonly EngineProcess _process;
    private readonly SemaphoreSlim _one = new(1);
    private (EngineSearch Search, long At)? _known;

    public DockerEngine(ContainerOptions options, TimeProvider time)
    {
        _options = options;
        _time = time;
        _process = new EngineProcess(options, time);
    }

    internal EngineProcess Process => _process;

    internal async Task<EngineSearch> FindAsync(CancellationToken cancellationToken)
    {
        await _one.WaitAsync(cancellationToken);
        try
        {
            if (_known is not { } known || _time.GetElapsedTime(known.At) >= (known.Search.Client is null ? AbsenceRemembered : Remembered))
            {
                _known = known = (await SearchAsync(cancellationToken), _time.GetTimestamp());
            }

            return known.Search;
        }
        finally
        {
            _one.Release();
        }
    }

    public void Dispose() => _one.Dispose();

    private async Task<EngineSearch> SearchAsync(CancellationToken cancellationToken)
    {
        if (_options.Engine == ContainerOptions.NoEngine)
        {
            return new EngineSearch(null, ["The setting Containers:Engine is 'none'."]);
        }

        var name = _options.Engine.Length > 0 ? _options.Engine : "docker";
        var problems = new List<string>();
        foreach (var program in Path.IsPathRooted(name) ? [name] : OnPath(name))
        {
            try
            {
                if (await TryAsync(program, problems, cancellationToken) is { } client)
                {
                    return new EngineSearch(client, problems);
                }
            }
            catch (TimeoutException e)
            {
                problems.Add($"{program}: {e.Message}");
            }
        }

        return new EngineSearch(null, problems.Count > 0 ? problems : [$"There is no program '{name}' on the PATH."]);
    }

    private async Task<DockerClient?> TryAsync(string program, List<string> problems, CancellationToken cancellationToken)
    {
        var answer = await _process.AskAsync(
            program, ["version", "--format", "{{.Client.Version}} {{.Server.Version}} {{.Server.Os}} {{.Server.Arch}}"], Patience, cancellationToken);
        if (!answer.Succeeded || answer.Output.Trim().Split(' ') is not [var version, var engine, var system, var architecture])
        {
            problems.Add($"{program}: {answer.Problem}");
            return null;
        }

        if (system != "linux")
        {
            problems.Add($"{program}: the engine runs {system} containers, not Linux ones.");
            return null;
        }

        if (MajorOf(version) >= FirstVersionWithBuildx && !(await _process.AskAsync(program, ["buildx", "version"], Patience, cancellationToken)).Succeeded)
        {
            problems.Add($"{program}: version {version} needs the buildx plugin to build with BuildKit, and it is not there.");
            return null;
        }

        return new DockerClient(program, engine, architecture);
    }

    /// <summary>Of the platform's own PATH, since it runs under the platform's own user.</summary>
    private static IEnumerable<string> OnPath(string program)
        => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':', StringSplitOptions.RemoveEmptyEntries)
            .Select(d => Path.Combine(d, program)).Where(File.Exists);

    private static int MajorOf(string version) => int.TryParse(version.Split('.')[0], out var major) ? major : int.MaxValue;
}
