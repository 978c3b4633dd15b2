using DeployMcp.Data.Services;
using DeployMcp.Domain.Deployments;
using DeployMcp.Domain.Services;
using DeployMcp.Server.Services;

namespace DeployMcp.Server.GraphQL.Services;

/// <summary>A service as far as a list or a mutation's answer knows it; the rest is read when a field asks for it, once.</summary>
internal sealed class ServiceNode(ServiceRef reference, string hostname, DeploymentStatus status, string repo, string branch, BuildPack buildPack)
{
    private readonly Lock _gate = new();
    private Task<ServiceDetails>? _details;
    private Task<ServiceDetails>? _clear;

    public ServiceRef Reference { get; } = reference;

    public string Hostname { get; } = hostname;

    public DeploymentStatus Status { get; } = status;

    public string Repo { get; } = repo;

    public string Branch { get; } = branch;

    public BuildPack BuildPack { get; } = buildPack;

    public static ServiceNode Of(ServiceSummary service)
        => new(new ServiceRef(service.Project, service.Name), service.Hostname, service.Status, service.Repo, service.Branch, service.BuildPack);

    public static ServiceNode Of(ServiceOverview overview)
    {
        var service = overview.Service;
        return new(new ServiceRef(service.Project, service.Name), service.Hostname, overview.Status, service.Spec.Repo, service.Spec.Branch, service.Spec.BuildPack);
    }

    public static ServiceNode Of(ServiceDetails details)
    {
        var node = Of(details.Overview);
        node._details = Task.FromResult(details);
        return node;
    }

    public Task<ServiceDetails> DetailsAsync(Func<Task<ServiceDetails>> read)
    {
        lock (_gate)
        {
            return _details ??= read();
        }
    }

    /// <summary>With the variables' values.</summary>
    public Task<ServiceDetails> ClearDetailsAsync(Func<Task<ServiceDetails>> read)
    {
        lock (_gate)
        {
            return _clear ??= read();
        }
    }
}
