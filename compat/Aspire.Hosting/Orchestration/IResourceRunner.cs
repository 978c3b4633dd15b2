using Aspire.Hosting.ApplicationModel;

namespace Aspire.Hosting.Orchestration;

/// <summary>Knows how to bring one kind of resource to life.</summary>
internal interface IResourceRunner
{
    bool CanRun(IResource resource);

    /// <exception cref="DistributedApplicationException">It can't be started; the message says why and what would help.</exception>
    Task<IRunningInstance> StartAsync(IResource resource, int instance, CancellationToken cancellationToken);
}

/// <summary>A started process or container.</summary>
internal interface IRunningInstance : IDisposable
{
    /// <summary>Completes with the exit code.</summary>
    Task<int> Exited { get; }

    /// <summary>What is shown of it, such as its process id.</summary>
    IReadOnlyList<ResourcePropertySnapshot> Properties { get; }

    /// <summary>Asks it to end, and makes it after <paramref name="patience"/>.</summary>
    Task StopAsync(TimeSpan patience, CancellationToken cancellationToken);
}
