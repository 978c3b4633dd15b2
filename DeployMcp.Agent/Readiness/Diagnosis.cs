using DeployMcp.Domain.Failures;
using DeployMcp.Planning.Diagnosis;
using DeployMcp.Planning.Runtime;

namespace DeployMcp.Agent.Readiness;

/// <summary>Turns what was seen of a launch into a failure that tells an agent what to do next.</summary>
internal static class Diagnosis
{
    public const int EvidenceLines = 40;

    private const string Redeploy = "then push, or call redeploy_service.";

    /// <summary>What the agent sets itself, whatever the user gives.</summary>
    private static readonly string[] AlwaysGiven = ["PORT", "HOME", "TMPDIR", "PATH", "LANG", "NODE_ENV"];

    public static Failure CrashedOnStart(int? exitCode, RevisionSpec spec, IReadOnlyList<string> lines)
    {
        if (MissingVariables.Find(lines, [.. spec.Environment.Keys, .. AlwaysGiven]) is { Count: > 0 } variables)
            return VariablesMissing(exitCode, variables, lines);

        var (message, next) = (ExitText.MissingProgram(exitCode, lines), ExitText.MissingModule(lines)) switch
        {
            ({ } program, _) => ($"The start command failed: the program '{program}' was not found.",
                $"Add what provides '{program}' to the dependencies, or call update_service with another start_command."),
            (_, { } module) => ($"The app {ExitText.Describe(exitCode)} on start: the module '{module}' is missing.",
                $"Add '{module}' to the dependencies (not the development ones), or correct its path; {Redeploy}"),
            _ when ExitText.SaysAddressInUse(lines, spec.DeclaredPort) => (
                $"The app {ExitText.Describe(exitCode)} on start: port {spec.DeclaredPort} is in use, since it does not listen on the port it is given.",
                $"Listen on the port in the environment variable PORT (process.env.PORT), {Redeploy}"),
            _ => ($"The app {ExitText.Describe(exitCode)} before it answered on its port.", $"Correct what the last lines show, {Redeploy}"),
        };
        return new Failure(FailureCode.CrashedOnStart, message, Evidence(lines), next);
    }

    public static Failure PortNotListening(ProbeOutcome seen, TimeSpan waited, int port, IReadOnlyList<string> lines)
    {
        var listening = seen.Listening is { Count: > 0 } others ? "It listens on " + string.Join(", ", others) + "." : "It listens on no port.";
        return new Failure(
            FailureCode.PortNotListening,
            $"The app runs, but within {waited.TotalSeconds:0} seconds nothing listened on the port it was given (PORT={port}).",
            Evidence([listening, .. lines]),
            $"Listen on process.env.PORT (the environment variable PORT) on host 0.0.0.0, {Redeploy}");
    }

    public static Failure BoundToLoopback(ProbeOutcome seen) => new(
        FailureCode.BoundToLoopback,
        "The app listens on loopback only, where nothing outside its own machine or container can reach it.",
        $"It listens on {seen.EndPoint}.",
        $"Listen on host 0.0.0.0 instead of localhost or 127.0.0.1, {Redeploy}");

    public static Failure HealthTimeout(ProbeOutcome seen, TimeSpan waited, IReadOnlyList<string> lines) => new(
        FailureCode.HealthTimeout,
        $"The app took connections, but GET / got no answer within {waited.TotalSeconds:0} seconds.",
        Evidence([$"{seen.EndPoint}: connected, no answer to GET /.", .. lines]),
        $"Make sure that requests are answered even while the app waits for something else, {Redeploy}");

    public static Failure StillStarting(TimeSpan waited, IReadOnlyList<string> lines) => new(
        FailureCode.HealthTimeout,
        $"The app was still starting after {waited.TotalSeconds:0} seconds: it was busy, but listened on no port yet.",
        Evidence(["It listens on no port.", .. lines]),
        $"Move what takes long (migrations, compiling, downloads, warming up) into build_command or behind the start of the server, which has to listen on process.env.PORT (the environment variable PORT), {Redeploy}");

    public static Failure Unschedulable(string detail) => new(
        FailureCode.Unschedulable,
        "The machine has no room for another revision.",
        detail,
        "Call list_services and delete_service for those that are no longer needed, then redeploy_service; or ask the platform's operator for more room.");

    public static Failure OutOfMemory(RevisionSpec spec, long? measuredBytes, IReadOnlyList<string> lines)
    {
        var measured = measuredBytes is { } bytes ? $"Last measured: {bytes / (1024.0 * 1024.0):0} MiB. " : "";
        return new Failure(
            FailureCode.OutOfMemory,
            measuredBytes is null
                ? $"The app ran out of memory; its limit is {spec.MemoryMiB} MiB."
                : $"The app used more than its memory limit of {spec.MemoryMiB} MiB and was stopped.",
            Evidence([$"{measured}Limit: {spec.MemoryMiB} MiB.", .. lines]),
            $"Call update_service with a higher memory, for example memory=\"{Math.Min(spec.MemoryMiB * 2, 4096)}Mi\", or make the app use less and push.");
    }

    public static Failure CrashedLater(int? exitCode, RevisionSpec spec, IReadOnlyList<string> lines)
        => MissingVariables.Find(lines, [.. spec.Environment.Keys, .. AlwaysGiven]) is { Count: > 0 } variables
            ? VariablesMissing(exitCode, variables, lines)
            : new Failure(
                FailureCode.CrashedOnStart,
                $"The app {ExitText.Describe(exitCode)} while it was serving; it is being started again.",
                Evidence(lines),
                $"Correct what the last lines show, {Redeploy}");

    public static Failure ReleaseMissing(string detail) => new(
        FailureCode.PlatformFault,
        "The release is not on the machine that should run it.",
        detail,
        "Call redeploy_service: it builds the release again.");

    public static Failure PlatformFault(string detail) => new(
        FailureCode.PlatformFault, "The platform could not run the service; this is not the app's fault.", detail, "Call redeploy_service.");

    public static Failure NoFiles(string directory, IEnumerable<string> found) => new(
        FailureCode.BuildFailed,
        $"The directory to publish, '{(directory.Length == 0 ? "." : directory)}', is missing or holds no files.",
        "The release holds: " + string.Join(", ", found.Take(EvidenceLines)),
        "Call update_service with the publish_directory that the build writes to.");

    private static Failure VariablesMissing(int? exitCode, IReadOnlyList<string> variables, IReadOnlyList<string> lines) => new(
        FailureCode.CrashedOnStart,
        $"The app {ExitText.Describe(exitCode)}: it needs {(variables.Count == 1 ? "the environment variable" : "the environment variables")} {string.Join(", ", variables)}, not set here.",
        Evidence(lines),
        $"Call update_service with {MissingVariables.Argument(variables)}: it deploys again by itself.");

    private static string? Evidence(IReadOnlyList<string> lines) => lines.Count == 0 ? null : Failure.Trim(string.Join('\n', lines));
}
