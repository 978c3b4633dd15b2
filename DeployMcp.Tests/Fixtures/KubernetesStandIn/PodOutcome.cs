namespace DeployMcp.Tests.Fixtures.KubernetesStandIn;

/// <summary>How the next pods come out.</summary>
public enum PodOutcome
{
    Ready,
    Never,
    ImageNotFound,
    RegistryDown,
    Crash,
    OutOfMemory,
    Unschedulable,
    Quota,
    NotListening,
    ProgramNotFound,
    OtherArchitecture,
    NoSuchPlatform,
    StillTrying,
    Loopback,
    ProbeTimeout,
    RootNeeded,
    BeingMade,
}
