using DeployMcp.Domain.Identity;
using DeployMcp.Domain.Services;
using DeployMcp.Server.Services;

namespace DeployMcp.Server.Web.Services;

/// <summary>Where the pages of a service are.</summary>
internal static class ServicePath
{
    public static string Of(string project, string name) => $"/services/{Uri.EscapeDataString(project)}/{Uri.EscapeDataString(name)}";

    public static string Of(Service service) => Of(service.Project, service.Name);

    public static string Of(ServiceRef service) => Of(service.Project, service.Name);

    public static string Of(Service service, DeploymentId deployment) => $"{Of(service)}/deployments/{deployment}";
}
