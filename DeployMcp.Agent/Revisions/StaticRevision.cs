using DeployMcp.Agent.Readiness;
using DeployMcp.Agent.State;
using DeployMcp.Agent.StaticSites;
using DeployMcp.Planning.Runtime;

namespace DeployMcp.Agent.Revisions;

/// <summary>Files, served by the agent itself: ready at once, or never.</summary>
internal sealed class StaticRevision(RevisionSpec spec, StaticSiteFactory sites, TimeProvider time) : Revision(spec, time)
{
    public override int? Port => null;

    public override SavedRevision ToSaved()
        => new(Spec with { Environment = new Dictionary<string, string>(StringComparer.Ordinal) }, EnvironmentWithheld: false, Phase, WasReady, Restarts, Failure, Process: null);

    public void Start()
    {
        var site = Spec.Static!;
        if (sites.TryOpen(Spec.Artifact, site) is { } backend)
            Become(RevisionPhase.Ready, backend: backend);
        else
            Become(RevisionPhase.Failed, Diagnosis.NoFiles(site.Directory, sites.FilesOf(Spec.Artifact)));
    }

    protected override Task StopCoreAsync(TimeSpan drain) => Backend?.CloseAsync(drain, Time) ?? Task.CompletedTask;
}
