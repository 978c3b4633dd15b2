using DeployMcp.Domain.Deployments;
using DeployMcp.Domain.Failures;
using DeployMcp.Domain.Identity;

namespace DeployMcp.Workflows.Deployments;

/// <summary>Ids only: histories hold no secret and no source.</summary>
public sealed record DeployServiceInput(ServiceId ServiceId, DeploymentId DeploymentId);

/// <param name="FailureCode">Set when <paramref name="Status"/> is failed.</param>
public sealed record DeployServiceResult(DeploymentStatus Status, FailureCode? FailureCode);

/// <summary>One step of a deployment, whichever activity it is for.</summary>
public sealed record DeploymentStep(ServiceId ServiceId, DeploymentId DeploymentId);

/// <param name="Status">failed or cancelled; where the database knows better (superseded), that stays.</param>
public sealed record FinishInput(DeploymentStep Step, DeploymentStatus Status);

public sealed record DeleteServiceInput(ServiceId ServiceId);
