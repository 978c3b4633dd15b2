using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.Configuration;

namespace Aspire.Hosting.Orchestration;

/// <summary>Gives every endpoint its port, before anything starts.</summary>
internal sealed class EndpointAllocator(IConfiguration configuration)
{
    private readonly Dictionary<EndpointAnnotation, int[]> _listening = [];

    private bool RandomizePorts => configuration.GetValue<bool>("DcpPublisher:RandomizePorts");

    /// <exception cref="DistributedApplicationException">The ports asked for don't fit together.</exception>
    public void Allocate(IResourceWithEndpoints resource)
    {
        foreach (var endpoint in resource.Annotations.OfType<EndpointAnnotation>().Where(e => e.AllocatedEndpoint is null))
        {
            var port = RandomizePorts && endpoint.IsProxied ? null : endpoint.Port;
            var replicas = resource.GetReplicaCount();
            var allocated = resource is ContainerResource ? AllocateContainer(resource, endpoint, port)
                : replicas > 1 ? AllocateReplicas(resource, endpoint, port, replicas)
                : AllocateProcess(resource, endpoint, port);
            var host = endpoint.TargetHost is "0.0.0.0" or "::" or "[::]" or "*" or "+" ? KnownHostNames.Localhost : endpoint.TargetHost;
            endpoint.AllocatedEndpoint = new AllocatedEndpoint(endpoint, host, allocated);
        }
    }

    /// <summary>The ports that one instance of the resource itself listens on.</summary>
    public IReadOnlyDictionary<EndpointAnnotation, int> ListeningPorts(IResource resource, int instance)
        => resource.Annotations.OfType<EndpointAnnotation>().Where(_listening.ContainsKey)
            .ToDictionary(e => e, e => _listening[e][instance]);

    /// <summary>The endpoints between whose two ports something has to stand, with the ports behind.</summary>
    public IEnumerable<(EndpointAnnotation Endpoint, int[] Behind)> Proxied(IResource resource)
        => from endpoint in resource.Annotations.OfType<EndpointAnnotation>()
           where _listening.TryGetValue(endpoint, out var ports) && !ports.Contains(endpoint.AllocatedEndpoint!.Port)
           select (endpoint, _listening[endpoint]);

    private static int AllocateContainer(IResource resource, EndpointAnnotation endpoint, int? port)
    {
        endpoint.TargetPort ??= endpoint.Port ?? throw new DistributedApplicationException(
            $"The endpoint '{endpoint.Name}' for container resource '{resource.Name}' must specify the TargetPort value.");
        return port ?? LocalPorts.Free();
    }

    private static DistributedApplicationException NeedsProxy(IResource resource, EndpointAnnotation endpoint, string why)
        => new($"The endpoint '{endpoint.Name}' of resource '{resource.Name}' turned off proxying although {why}.");

    private int AllocateProcess(IResource resource, EndpointAnnotation endpoint, int? port)
    {
        var listening = endpoint.TargetPort ?? port ?? LocalPorts.Free();
        if (!endpoint.IsProxied && port is not null && port != listening)
        {
            throw NeedsProxy(resource, endpoint, $"its port {port} differs from its target port {listening}");
        }

        _listening[endpoint] = [listening];
        return port ?? listening;
    }

    private int AllocateReplicas(IResource resource, EndpointAnnotation endpoint, int? port, int replicas)
    {
        if (!endpoint.IsProxied || endpoint.TargetPort is not null)
        {
            throw NeedsProxy(resource, endpoint, $"{replicas} replicas can't listen on one port");
        }

        _listening[endpoint] = [.. Enumerable.Range(0, replicas).Select(_ => LocalPorts.Free())];
        return port ?? LocalPorts.Free();
    }
}
