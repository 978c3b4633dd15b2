using System.Text.Json;
using DeployMcp.Agent.Configuration;
using DeployMcp.ServiceDefaults.Startup;

namespace DeployMcp.Agent.State;

/// <summary><c>state.json</c> in the data directory, replaced as a whole, and the lock that keeps a second agent out.</summary>
internal sealed partial class StateFile(AgentSettings settings, ILogger<StateFile> logger) : IDisposable
{
    private const UnixFileMode Private = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private readonly Lock _gate = new();
    private FileStream? _lock;

    private string Path => System.IO.Path.Combine(settings.DataDirectory, "state.json");

    /// <summary>Makes the directories and takes the lock.</summary>
    /// <exception cref="DataDirectoryException">It can't be written, or another agent uses it.</exception>
    public void Open()
    {
        const UnixFileMode Own = Private | UnixFileMode.UserExecute;
        try
        {
            Directory.CreateDirectory(settings.DataDirectory, Own);
            File.SetUnixFileMode(settings.DataDirectory, Own);
            Directory.CreateDirectory(settings.TempDirectory, Own | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute);
            File.SetUnixFileMode(settings.TempDirectory, Own | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new DataDirectoryException($"{e.Message} Give the agent a directory that it may write: set Agent:DataDirectory.", e);
        }

        TakeLock();
    }

    /// <returns>Empty when there is none, or when it can't be read: it is then kept beside the new one.</returns>
    public AgentState Load()
    {
        try
        {
            return File.Exists(Path) ? JsonSerializer.Deserialize<AgentState>(File.ReadAllBytes(Path), JsonSerializerOptions.Web) ?? Nothing : Nothing;
        }
        catch (JsonException e)
        {
            File.Move(Path, Path + ".unreadable", overwrite: true);
            Unreadable(logger, e, Path + ".unreadable");
            return Nothing;
        }
    }

    /// <summary>A full disk must not stop a service that runs: the record is then old, and the log says so.</summary>
    public void Save(Func<AgentState> state)
    {
        // The state is taken inside the lock, or an older one could overwrite a newer.
        lock (_gate)
        {
            try
            {
                if (_lock is not null)
                    Write(state());
            }
            catch (IOException e)
            {
                SaveFailed(logger, e, Path);
            }
        }
    }

    public void Dispose()
    {
        lock (_gate)
        {
            _lock?.Dispose();
            _lock = null;
        }
    }

    private static AgentState Nothing { get; } = new([], []);

    private void Write(AgentState state)
    {
        var next = Path + ".next";
        using (var file = new FileStream(next, new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write, UnixCreateMode = Private }))
        {
            JsonSerializer.Serialize(file, state, JsonSerializerOptions.Web);
        }

        File.Move(next, Path, overwrite: true);
    }

    private void TakeLock()
    {
        try
        {
            _lock = new FileStream(System.IO.Path.Combine(settings.DataDirectory, "lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException e)
        {
            throw new DataDirectoryException($"Another agent uses '{settings.DataDirectory}': stop it, or set another Agent:DataDirectory.", e);
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "The saved state could not be read; it is kept as {Path}, and every service must be applied again")]
    private static partial void Unreadable(ILogger logger, Exception e, string path);

    [LoggerMessage(Level = LogLevel.Error, Message = "The state could not be saved to {Path}")]
    private static partial void SaveFailed(ILogger logger, Exception e, string path);
}
