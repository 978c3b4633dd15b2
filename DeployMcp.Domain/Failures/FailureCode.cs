using System.Text.Json;
using System.Text.Json.Serialization;

namespace DeployMcp.Domain.Failures;

/// <summary>Why a deployment failed: the closed list of the contract with agents. On the wire in snake_case.</summary>
[JsonConverter(typeof(FailureCodeConverter))]
public enum FailureCode
{
    RepoNotFound,
    BranchNotFound,
    RepoEmpty,
    NoProvider,
    InstallFailed,
    BuildFailed,
    MissingLockfile,
    StartCommandMissing,
    CrashedOnStart,
    PortNotListening,
    BoundToLoopback,
    HealthTimeout,
    OutOfMemory,
    Unschedulable,
    QuotaExceeded,
    ImageRejected,
    RegistryUnavailable,
    PlatformFault,
}

public static class FailureCodes
{
    /// <summary>The code as agents and the database know it, for example <c>repo_not_found</c>.</summary>
    public static string ToWire(this FailureCode code) => JsonNamingPolicy.SnakeCaseLower.ConvertName(code.ToString());

    public static FailureCode Parse(string wire)
        => Enum.GetValues<FailureCode>().Cast<FailureCode?>().FirstOrDefault(c => c!.Value.ToWire() == wire)
            ?? throw new ArgumentException($"'{wire}' is no failure code.", nameof(wire));
}

internal sealed class FailureCodeConverter() : JsonStringEnumConverter<FailureCode>(JsonNamingPolicy.SnakeCaseLower);
