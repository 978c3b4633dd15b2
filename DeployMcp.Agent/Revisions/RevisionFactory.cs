using DeployMcp.Agent.Configuration;
using DeployMcp.Agent.Containers;
using DeployMcp.Agent.Logs;
using DeployMcp.Agent.Processes;
using DeployMcp.Agent.Readiness;
using DeployMcp.Agent.State;
using DeployMcp.Agent.StaticSites;
using DeployMcp.Planning.Runtime;

namespace DeployMcp.Agent.Revisions;

/// <summary>Makes the right kind of revision and sets it going.</summary>
internal sealed class RevisionFactory(
    AgentSettings settings,
    ProcessLauncher launcher,
    PortAllocator ports,
    ReadinessProbe probe,
    CgroupTree cgroups,
    ServiceLogs logs,
    StaticSiteFactory sites,
    EngineClient engine,
    TimeProvider time,
    ILoggerFactory loggers)
{
    private readonly ServiceRunner _runner = new(settings, launcher, ports, probe, cgroups, time, loggers.CreateLogger<ServiceRunner>());

    private readonly ContainerRunner _containers = new(settings, engine, probe, time, loggers.CreateLogger<ContainerRunner>());

    public Revision Create(RevisionSpec spec)
        => spec.Static is not null
            ? new StaticRevision(spec, sites, time)
            : new ProcessRevision(spec, spec.Image is null ? _runner : _containers, logs.Open(spec.ServiceId, spec.DeploymentId), settings.StopGrace, loggers.CreateLogger<ProcessRevision>());

    public static void Start(Revision revision)
    {
        if (revision is ProcessRevision process)
            process.Start();
        else
            ((StaticRevision)revision).Start();
    }

    public static void Resume(Revision revision, SavedRevision saved)
    {
        if (revision is ProcessRevision process)
            process.Resume(saved);
        else
            ((StaticRevision)revision).Start();
    }
}
