using DeployMcp.Domain.Failures;

namespace DeployMcp.Server.Mcp.Guide;

internal static class FailureGuide
{
    public static string Of(FailureCode code) => code switch
    {
        FailureCode.RepoNotFound => "The repository can't be found or read. Check the name with create_repo, which returns an existing one.",
        FailureCode.BranchNotFound => "The repository has no such branch. Push it, or call update_service with another `branch`.",
        FailureCode.RepoEmpty => "Nothing has been pushed yet. Push to the branch: the deployment then starts by itself.",
        FailureCode.NoProvider => "No known kind of app was recognised; the evidence lists what was looked for. Add such a file, or call update_service with `root_directory`, `start_command` or `build_pack`.",
        FailureCode.InstallFailed => "Installing the dependencies failed; the evidence has the package manager's own lines. Mend the manifest or lockfile and push.",
        FailureCode.BuildFailed => "The build command failed or exceeded a limit; the evidence has the compiler's own lines. Mend the code and push.",
        FailureCode.MissingLockfile => "A frozen install was asked for and there is no lockfile. Commit the lockfile, or change `install_command` with update_service.",
        FailureCode.StartCommandMissing => "Nothing says how the app starts. Add a `start` script or a Procfile, or set `start_command` with update_service.",
        FailureCode.CrashedOnStart => "The process ended before it answered. The evidence has its exit code or signal and its last lines.",
        FailureCode.PortNotListening => "The app runs but does not listen on `PORT`. The evidence lists the ports that it does listen on.",
        FailureCode.BoundToLoopback => "The app listens on loopback only, where nothing else reaches it. Listen on 0.0.0.0.",
        FailureCode.HealthTimeout => "The app listens but did not answer its health probe in time. Make the start faster, or answer before the slow part.",
        FailureCode.OutOfMemory => "The app or its build used more memory than it may. Use less, or give more `memory` with update_service.",
        FailureCode.Unschedulable => "No machine has room for what was asked for. Ask for less `memory` or `cpu`, or try later.",
        FailureCode.QuotaExceeded => "A limit of the account or repository is reached; the message says which.",
        FailureCode.ImageRejected => "The built image may not run here; the message says which rule it breaks.",
        FailureCode.RegistryUnavailable => "The image registry did not answer. This is the platform's; call redeploy_service in a while.",
        FailureCode.PlatformFault => "The platform failed, not the app. It was retried; call redeploy_service in a while.",
        _ => throw new ArgumentOutOfRangeException(nameof(code), code, "The guide lacks this code."),
    };
}
