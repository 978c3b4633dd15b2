namespace DeployMcp.Domain.Failures;

/// <summary>What went wrong, the lines or the probe's answer that show it, and the next call to make.</summary>
/// <param name="Evidence">At most <see cref="MaxEvidence"/> characters; null when there is none.</param>
public sealed record Failure(FailureCode Code, string Message, string? Evidence, string Next)
{
    public const int MaxEvidence = 8_000;

    /// <summary>Evidence cut from the front: the end of a log says what failed.</summary>
    public static string? Trim(string? evidence)
        => evidence is { Length: > MaxEvidence } ? string.Concat("…", evidence.AsSpan(evidence.Length - MaxEvidence + 1)) : evidence;
}

/// <summary>
/// The user's deployment can't go on, and trying the same again would not help. Whatever else is thrown is the platform's
/// own fault and is retried: this type is the one place where that is decided.
/// </summary>
public sealed class DeploymentFailureException(Failure failure) : Exception(failure.Message)
{
    public DeploymentFailureException(FailureCode code, string message, string? evidence, string next)
        : this(new Failure(code, message, Failure.Trim(evidence), next))
    {
    }

    public Failure Failure { get; } = failure;
}
