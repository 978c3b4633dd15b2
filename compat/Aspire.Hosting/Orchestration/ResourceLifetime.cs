using Aspire.Hosting.ApplicationModel;

namespace Aspire.Hosting.Orchestration;

/// <summary>The running instances of one resource, and the proxies in front of them.</summary>
internal sealed class ResourceLifetime(IResource resource, IResourceRunner runner) : IDisposable
{
    public IResource Resource { get; } = resource;

    public IResourceRunner Runner { get; } = runner;

    /// <summary>Held while it is started or stopped, so that the two never overlap.</summary>
    public SemaphoreSlim Gate { get; } = new(1, 1);

    public Dictionary<string, IRunningInstance> Instances { get; } = new(StringComparer.OrdinalIgnoreCase);

    public List<EndpointProxy> Proxies { get; } = [];

    /// <summary>Set while it is being stopped on purpose: an end is then no failure.</summary>
    public bool IsStopping { get; set; }

    public void Dispose() => Gate.Dispose();
}
