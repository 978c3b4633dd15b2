namespace DeployMcp.Domain.Resources;

/// <summary>Defaults and bounds of a resource, as the contract with agents has them.</summary>
public static class ResourceLimits
{
    public const long Gi = 1024L * 1024 * 1024;
    public const long Mi = 1024L * 1024;
    public const long DefaultBytes = Gi;
    public const long MinBytes = Mi;
    public const long MaxBytes = 10 * Gi;
    public const string DefaultRegion = "eu-central-1";
    public const int MaxRegionLength = 40;
    public const int MaxUrlLength = 2_000;
    public const int MaxTokenLength = 8_000;

    /// <summary>Resources that one service may have.</summary>
    public const int MaxPerService = 10;

    /// <summary>Resources that a user may have at a time, unless <c>Limits:ResourcesPerUser</c> says otherwise.</summary>
    public const int DefaultPerUser = 100;

    /// <summary>How long a deleted one can be brought back by its name.</summary>
    public static readonly TimeSpan Restorable = TimeSpan.FromHours(24);
}
