using DeployMcp.Domain.Failures;
using DeployMcp.Planning.Runtime;

namespace DeployMcp.Agent.Containers;

/// <summary>Failures that only containers have.</summary>
internal static class ContainerDiagnosis
{
    private const string Push = "then push, or call redeploy_service.";

    /// <summary>The engine could not start the image's program.</summary>
    public static Failure NotStarted(RevisionSpec spec, string error)
    {
        var (message, next) = error switch
        {
            _ when error.Contains("exec format error", StringComparison.Ordinal) => (
                "The image's program is for another kind of machine, or it is a script without a #! line.",
                "Build the program for this machine's architecture, or begin the script with its interpreter,"),
            _ when spec.Image!.Command is not null && error.Contains("\"sh\"", StringComparison.Ordinal) => (
                "start_command needs a shell, and the image has none.",
                "Leave start_command out so that the image's own CMD runs, or put a shell into the image,"),
            _ when error.Contains("executable file not found", StringComparison.Ordinal) || error.Contains("no such file or directory", StringComparison.Ordinal) => (
                "The program that the image is to start is not in it.",
                "Correct CMD or ENTRYPOINT, or copy the program into the last stage of the Dockerfile,"),
            _ when error.Contains("permission denied", StringComparison.OrdinalIgnoreCase) => (
                "The program that the image is to start may not be executed.",
                "Give it the executable bit (RUN chmod +x, or COPY --chmod=755),"),
            _ => ("The container engine could not start the image.", "Correct what the evidence names,"),
        };
        return new Failure(FailureCode.ImageRejected, message, Failure.Trim(error), $"{next} {Push}");
    }

    /// <summary>Some runtimes notice only inside the container that the program can't be executed, and write that where it would have written.</summary>
    public static string? FindExecError(IReadOnlyList<string> lines)
        => lines is [.., var last] && last.StartsWith("exec ", StringComparison.Ordinal) && last.EndsWith(": exec format error", StringComparison.Ordinal) ? last : null;

    /// <summary>Where else the app could have listened.</summary>
    public static string Expected(int port, int? exposed)
        => exposed is { } other && other != port ? $"Expected on {port} (PORT) or {other} (EXPOSE)." : $"Expected on {port} (PORT).";
}
