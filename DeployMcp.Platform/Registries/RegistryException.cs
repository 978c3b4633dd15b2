using DeployMcp.Domain.Failures;

namespace DeployMcp.Platform.Registries;

public enum RegistryProblem
{
    /// <summary>No answer, or one that says that it can't at the moment.</summary>
    Unavailable,

    /// <summary>Its disk or our quota is used up.</summary>
    Full,

    /// <summary>Our credentials are wrong or don't allow it.</summary>
    Refused,
}

/// <summary>The registry did not do what was asked. What is not there is no error: the client answers null.</summary>
public sealed class RegistryException(RegistryProblem problem, string message, Exception? inner = null) : Exception(message, inner)
{
    public RegistryProblem Problem { get; } = problem;

    public DeploymentFailureException ToFailure() => FailureOf(Problem, Message);

    /// <summary>The same for a push that BuildKit made.</summary>
    public static DeploymentFailureException FailureOf(RegistryProblem problem, string evidence) => new(
        FailureCode.RegistryUnavailable,
        problem switch
        {
            RegistryProblem.Full => "The platform's registry is full: the image could not be stored.",
            RegistryProblem.Refused => "The platform's registry refuses the platform's credentials.",
            _ => "The platform's registry could not be reached, or did not work.",
        },
        evidence,
        problem == RegistryProblem.Unavailable
            ? "Call redeploy_service in some minutes. If it fails again, tell the platform's operator. Nothing in the repo caused it, and what served keeps serving."
            : "Tell the platform's operator, who frees space or mends the credentials (Registry:Username, Registry:Password); then call redeploy_service. What served keeps serving.");
}
