using DeployMcp.Domain.Identity;

namespace DeployMcp.Planning.Kubernetes;

/// <summary>Whose revision it is, and how people call its service.</summary>
/// <param name="Hostname">The service's label in front of the domain; unique on the whole platform.</param>
public sealed record RevisionOwner(UserId Tenant, string Project, string Name, string Hostname);
