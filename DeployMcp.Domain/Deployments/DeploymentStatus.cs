using System.Text.Json;
using System.Text.Json.Serialization;

namespace DeployMcp.Domain.Deployments;

/// <summary><c>queued → building → deploying → active</c>; the others are ends, except that a crashed one can come back.</summary>
[JsonConverter(typeof(DeploymentStatusConverter))]
public enum DeploymentStatus
{
    Queued,
    Building,
    Deploying,
    Active,
    Crashed,
    Failed,
    Cancelled,
    Superseded,
    Removed,
}

/// <summary>The state machine: what may follow what.</summary>
public static class DeploymentStatuses
{
    public static IReadOnlyList<DeploymentStatus> InProgress { get; } =
        [DeploymentStatus.Queued, DeploymentStatus.Building, DeploymentStatus.Deploying];

    public static bool IsInProgress(this DeploymentStatus status) => InProgress.Contains(status);

    public static bool CanBecome(this DeploymentStatus from, DeploymentStatus to) => Predecessors(to).Contains(from);

    /// <summary>The states from which <paramref name="to"/> may be reached.</summary>
    public static IReadOnlyList<DeploymentStatus> Predecessors(DeploymentStatus to) => to switch
    {
        DeploymentStatus.Queued => [],
        DeploymentStatus.Building => [DeploymentStatus.Queued],
        DeploymentStatus.Deploying => [DeploymentStatus.Queued, DeploymentStatus.Building],
        DeploymentStatus.Active => [DeploymentStatus.Deploying, DeploymentStatus.Crashed],
        DeploymentStatus.Crashed => [DeploymentStatus.Active],
        DeploymentStatus.Failed or DeploymentStatus.Cancelled or DeploymentStatus.Superseded => InProgress,
        DeploymentStatus.Removed => [DeploymentStatus.Active, DeploymentStatus.Crashed],
        _ => throw new ArgumentOutOfRangeException(nameof(to), to, "No such status."),
    };

    public static string ToWire(this DeploymentStatus status) => WireNames[(int)status];

    public static DeploymentStatus Parse(string wire)
        => Array.IndexOf(WireNames, wire) is >= 0 and var status
            ? (DeploymentStatus)status
            : throw new ArgumentException($"'{wire}' is no deployment status.", nameof(wire));

    /// <summary>By the statuses' numbers: every row of every list is translated with them.</summary>
    private static readonly string[] WireNames =
        [.. Enum.GetValues<DeploymentStatus>().Select(s => JsonNamingPolicy.SnakeCaseLower.ConvertName(s.ToString()))];
}

internal sealed class DeploymentStatusConverter() : JsonStringEnumConverter<DeploymentStatus>(JsonNamingPolicy.SnakeCaseLower);
