using System.Collections.Concurrent;
using DeployMcp.Agent.Configuration;
using DeployMcp.Domain.Identity;

namespace DeployMcp.Agent.Logs;

/// <summary>The logs of all revisions, below the data directory: <c>logs/SERVICE/DEPLOYMENT.log</c>.</summary>
internal sealed class ServiceLogs(AgentSettings settings, TimeProvider time)
{
    private readonly ConcurrentDictionary<DeploymentId, RevisionLog> _logs = new();
    private readonly ReleasePaths _paths = new(settings.ArtifactDirectory);

    public IEnumerable<RevisionLog> All => _logs.Values;

    public RevisionLog Open(ServiceId service, DeploymentId deployment)
        => _logs.GetOrAdd(deployment, _ =>
        {
            var log = new RevisionLog(Path.Combine(DirectoryOf(service), deployment + ".log"), settings.LogBytes, _paths, time);
            log.Create();
            return log;
        });

    public RevisionLog? Find(DeploymentId deployment) => _logs.GetValueOrDefault(deployment);

    public void Delete(DeploymentId deployment)
    {
        if (_logs.TryRemove(deployment, out var log))
            log.Delete();
    }

    public void DeleteAll(ServiceId service)
    {
        if (Directory.Exists(DirectoryOf(service)))
            Directory.Delete(DirectoryOf(service), recursive: true);
    }

    /// <summary>Logs of revisions that a killed agent was about to remove.</summary>
    public void DeleteAllExcept(IReadOnlyCollection<DeploymentId> known)
    {
        var names = known.Select(deployment => deployment.ToString()).ToHashSet(StringComparer.Ordinal);
        var root = Path.Combine(settings.DataDirectory, "logs");
        foreach (var directory in Directory.Exists(root) ? Directory.GetDirectories(root) : [])
        {
            foreach (var file in Directory.EnumerateFiles(directory).Where(f => !names.Contains(Path.GetFileName(f).Split('.')[0])).ToList())
            {
                File.Delete(file);
            }

            if (!Directory.EnumerateFileSystemEntries(directory).Any())
                Directory.Delete(directory);
        }
    }

    private string DirectoryOf(ServiceId service) => Path.Combine(settings.DataDirectory, "logs", service.ToString());
}
