using System.Globalization;
using System.Text.RegularExpressions;
using DeployMcp.Domain.Failures;
using DeployMcp.Planning.Diagnosis;
using DeployMcp.Platform.Runtimes.Kubernetes.Rollouts;

namespace DeployMcp.Platform.Runtimes.Kubernetes;

/// <summary>A pod's problem as the failure that an agent can act on.</summary>
internal static partial class PodFailures
{
    private const string Push = "then push, or call redeploy_service.";

    private static readonly string[] AlwaysGiven = ["PORT", "HOME", "PATH", "HOSTNAME"];

    private static readonly string[] RegistryTrouble =
    [
        "connection refused", "no such host", "i/o timeout", "timeout", "tls:", "x509", "EOF", "500 Internal", "502 Bad", "503 Service", "504 Gateway", "429 Too Many",
        "connection reset", "no route to host", "RegistryUnavailable",
    ];

    /// <param name="lines">The container's last lines; its log is where the cause is.</param>
    /// <param name="events">What the node and the scheduler said of the pod.</param>
    public static Failure Of(PodProblem problem, IReadOnlyList<string> lines, IReadOnlyList<string> events) => problem.Kind switch
    {
        PodProblemKind.Image => Image([problem.Detail, .. events]),
        PodProblemKind.Unschedulable => new Failure(
            FailureCode.Unschedulable,
            "No machine of the cluster has room for another revision.",
            problem.Detail,
            "Call update_service with less memory or cpu, or delete_service for what is no longer needed, then redeploy_service; or ask the platform's operator for more room."),
        PodProblemKind.OutOfMemory => OutOfMemory(problem, lines),
        PodProblemKind.Container => Container(problem, events),
        PodProblemKind.NotListening => NotListening(problem, lines, events),
        _ => Crash(problem, lines),
    };

    public static Failure Quota(string said) => new(
        FailureCode.QuotaExceeded,
        "Your services together would go beyond what you may use: 40 CPU, 40 GiB of memory and 200 instances.",
        said,
        "Call list_services, delete_service for what is no longer needed or update_service with less memory or cpu, then redeploy_service.");

    /// <summary>The cluster did not even make the pod.</summary>
    public static Failure Refused(string said) => said.Contains("exceeded quota", StringComparison.Ordinal)
        ? Quota(said)
        : new Failure(FailureCode.PlatformFault, "The cluster refused to make the service's pod; this is not the app's fault.", said, "Tell the platform's operator.");

    public static Failure Stuck(string said) => new(
        FailureCode.HealthTimeout, "The new revision did not become ready in time.", said, $"Look at the logs with get_service, correct what they show, {Push}");

    private static Failure Image(IReadOnlyList<string> said)
    {
        var text = string.Join('\n', said);
        return RegistryTrouble.Any(t => text.Contains(t, StringComparison.OrdinalIgnoreCase))
            ? new Failure(FailureCode.RegistryUnavailable, "The image could not be pulled: the registry did not answer as it should.", Evidence(said), "Call redeploy_service in a while; if it fails again, tell the platform's operator.")
            : new Failure(FailureCode.ImageRejected, "The image could not be pulled.", Evidence(said), "Call redeploy_service: it builds the image again.");
    }

    private static Failure OutOfMemory(PodProblem problem, IReadOnlyList<string> lines)
    {
        var limit = problem.Pod.Spec?.Containers?.FirstOrDefault()?.Resources?.Limits is { } limits && limits.TryGetValue("memory", out var memory) ? memory.ToString() : "the limit";
        return new Failure(
            FailureCode.OutOfMemory,
            $"The app used more than its memory limit of {limit} and was stopped.",
            Evidence([$"OOMKilled. Limit: {limit}.", .. lines]),
            "Call update_service with a higher memory, or make the app use less and push.");
    }

    private static Failure Container(PodProblem problem, IReadOnlyList<string> events)
    {
        var said = Evidence([problem.Detail, .. events]);
        if (WrongArchitecture(problem.Detail))
        {
            return OtherArchitecture(said);
        }

        return problem.Detail switch
        {
            var d when d.Contains("not found in $PATH", StringComparison.Ordinal) || d.Contains("no such file or directory", StringComparison.Ordinal) => new Failure(
                FailureCode.CrashedOnStart, "The start command failed: its program was not found in the image.", said, $"Correct start_command with update_service, or the image; {Push}"),
            var d when d.Contains("runAsNonRoot", StringComparison.Ordinal) || d.Contains("permission denied", StringComparison.Ordinal) => new Failure(
                FailureCode.ImageRejected, "The image can't be run under the platform's restrictions.", said, $"Give the Dockerfile a USER and an executable start file, {Push}"),
            _ => new Failure(FailureCode.PlatformFault, "The cluster could not start the container; this is not the app's fault.", said, "Call redeploy_service; if it fails again, tell the platform's operator."),
        };
    }

    private static Failure Crash(PodProblem problem, IReadOnlyList<string> lines)
    {
        IReadOnlyList<string> evidence = lines.Count > 0 ? lines : [problem.Detail];
        if (WrongArchitecture(problem.Detail) || evidence.Any(WrongArchitecture))
        {
            return OtherArchitecture(Evidence(evidence));
        }

        var exit = $"exited with code {(problem.ExitCode ?? 0).ToString(CultureInfo.InvariantCulture)}";
        return MissingVariables.Find(evidence, AlwaysGiven) is { Count: > 0 } variables
            ? new Failure(FailureCode.CrashedOnStart, $"The app {exit}: it needs {string.Join(", ", variables)}, not set here.", Evidence(evidence), $"Call update_service with {MissingVariables.Argument(variables)}: it deploys again by itself.")
            : new Failure(FailureCode.CrashedOnStart, $"The app {exit} before it answered on its port.", Evidence(evidence), $"Correct what the last lines show, {Push}");
    }

    private static Failure NotListening(PodProblem problem, IReadOnlyList<string> lines, IReadOnlyList<string> events)
    {
        var port = problem.Pod.Spec?.Containers?.FirstOrDefault()?.Ports?.FirstOrDefault()?.ContainerPort ?? 0;
        var evidence = Evidence([.. events, .. lines]);
        if (lines.LastOrDefault(l => Loopback().IsMatch(l)) is { } bound)
        {
            return new Failure(FailureCode.BoundToLoopback, "The app listens on loopback only, where nothing outside its container can reach it.", bound, $"Listen on host 0.0.0.0 instead of localhost or 127.0.0.1, {Push}");
        }

        return events.Any(e => e.Contains("timeout", StringComparison.OrdinalIgnoreCase) && !e.Contains("refused", StringComparison.Ordinal))
            ? new Failure(FailureCode.HealthTimeout, "The app runs, but took no connection in time.", evidence, $"Make sure that it takes connections while it waits for something else, {Push}")
            : new Failure(FailureCode.PortNotListening, $"The app runs, but nothing listened on the port it was given (PORT={port}).", evidence, $"Listen on the port in the environment variable PORT, on host 0.0.0.0, {Push}");
    }

    private static Failure OtherArchitecture(string? said) => new(
        FailureCode.ImageRejected, "The image holds programs for another processor architecture.", said, $"Build for linux/amd64: remove --platform from the Dockerfile's FROM lines, {Push}");

    private static bool WrongArchitecture(string text)
        => text.Contains("exec format error", StringComparison.OrdinalIgnoreCase) || text.Contains("no match for platform", StringComparison.OrdinalIgnoreCase);

    private static string? Evidence(IReadOnlyList<string> lines) => lines.Count == 0 ? null : Failure.Trim(string.Join('\n', lines.Where(l => l.Length > 0)));

    [GeneratedRegex(@"(127\.0\.0\.1|localhost|\[::1\]):[0-9]{2,5}", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase | RegexOptions.NonBacktracking)]
    private static partial Regex Loopback();
}
