namespace DeployMcp.Platform.Identity;

public enum SignInFailure
{
    /// <summary>What came in proves nobody.</summary>
    NotProved,

    /// <summary>Proved, but may not sign in.</summary>
    Refused,

    /// <summary>The provider can't be asked now.</summary>
    ProviderUnavailable,

    /// <summary>The operator has yet to set something up.</summary>
    NotSetUp,
}

/// <summary>A person could not be signed in. The message is for that person and holds nothing secret.</summary>
public sealed class SignInException(SignInFailure failure, string message, Exception? inner = null) : Exception(message, inner)
{
    public SignInFailure Failure { get; } = failure;
}
