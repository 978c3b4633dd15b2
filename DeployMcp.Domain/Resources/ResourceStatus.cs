namespace DeployMcp.Domain.Resources;

public enum ResourceStatus
{
    /// <summary>Being made, or being brought back.</summary>
    Provisioning,

    /// <summary>It answers, and its token is stored.</summary>
    Ready,

    /// <summary>The provider could not make it; asking for it again tries again.</summary>
    Failed,

    /// <summary>Its tokens don't work any more; its data is kept for <see cref="ResourceLimits.Restorable"/>.</summary>
    Deleted,
}

public static class ResourceStatuses
{
    public static string ToWire(this ResourceStatus status) => status switch
    {
        ResourceStatus.Provisioning => "provisioning",
        ResourceStatus.Ready => "ready",
        ResourceStatus.Failed => "failed",
        ResourceStatus.Deleted => "deleted",
        _ => throw new ArgumentOutOfRangeException(nameof(status), status, "No such status."),
    };

    public static ResourceStatus Parse(string wire) => Enum.Parse<ResourceStatus>(wire, ignoreCase: true);
}
