using System.Text.RegularExpressions;
using DeployMcp.Domain.Failures;
using DeployMcp.Planning.Containers;
using DeployMcp.Platform.Builders.Output;
using DeployMcp.Platform.Builders.Processes;

namespace DeployMcp.Platform.Builders.Images;

/// <summary>Says of an image build that did not succeed what it means: to the user, or, where it is ours, as an exception that is retried.</summary>
internal sealed partial class ImageBuildFailures(BuildOptions options)
{
    private const string Mend = "Mend what the evidence names and push: the push deploys by itself. get_service with deploy_log_lines shows the whole log.";

    private static readonly string[] RefusedByRegistry =
        ["pull access denied", "not found", "manifest unknown", "insufficient_scope", "authorization failed", "unauthorized", "401", "403", "no match for platform", "invalid reference"];

    private static readonly string[] EngineGone =
        ["Cannot connect to the Docker daemon", "error during connect", "code = Unavailable", "error reading from server", "unexpected EOF"];

    private readonly BuildFailures _common = new(options);

    public Exception Of(ImageBuild image, StepResult result, BuildOutput output)
    {
        var lines = output.Tail();
        var step = BuildKitOutput.FindFailure(lines);
        if (result.Limit is { } limit)
        {
            return _common.AtLimit(limit, "The build", FailureCode.BuildFailed, string.Join('\n', lines.TakeLast(10)));
        }

        if (lines.Any(l => l.Contains("no space left on device", StringComparison.OrdinalIgnoreCase)))
        {
            return new IOException("The container engine's disk is full.");
        }

        return step is null ? OfTheWhole(image, lines) : OfStep(image, step);
    }

    public static DeploymentFailureException NoEngine(EngineSearch search) => new(
        FailureCode.NoProvider,
        "build_pack dockerfile needs a container engine with BuildKit, and on this platform none works.",
        string.Join('\n', search.Problems),
        "The platform's operator installs Docker Engine on the machine that builds (on Debian: apt-get install docker.io) and starts it; then call redeploy_service. "
        + "Or call update_service with build_pack railpack, which needs no engine, and with install_command, build_command and start_command where its defaults don't fit.");

    private static Exception OfTheWhole(ImageBuild image, IReadOnlyList<string> lines)
    {
        var words = string.Join('\n', BuildKitOutput.LastWords(lines));
        return EngineGone.Any(text => words.Contains(text, StringComparison.OrdinalIgnoreCase))
            ? new IOException("The container engine went away during the build.")
            : new DeploymentFailureException(FailureCode.BuildFailed, $"The image could not be built from {image.Dockerfile}.", words, Mend);
    }

    private static DeploymentFailureException OfStep(ImageBuild image, FailedStep step)
    {
        if (Pull().Match(step.Name) is { Success: true } pull)
        {
            return OfPull(pull.Groups["image"].Value, step);
        }

        var evidence = string.Join('\n', (string[])[step.Name, ToolErrors.Of(step.Output), step.Error]);
        if (ExitCode().Match(step.Error) is not { Success: true } exit)
        {
            return new DeploymentFailureException(FailureCode.BuildFailed, $"A step of {image.Dockerfile} failed: {step.Error}", evidence, Mend);
        }

        return exit.Groups[1].Value is "137" or "134" || step.Output.Any(l => l.Contains("heap out of memory", StringComparison.Ordinal))
            ? BuildFailures.OutOfMemory("The build", evidence)
            : new DeploymentFailureException(FailureCode.BuildFailed, $"A step of {image.Dockerfile} ended with exit code {exit.Groups[1].Value}: {step.Name}", evidence, Mend);
    }

    private static DeploymentFailureException OfPull(string image, FailedStep step)
    {
        var evidence = $"{step.Name}\n{step.Error}";
        return RefusedByRegistry.Any(text => step.Error.Contains(text, StringComparison.OrdinalIgnoreCase))
            ? new DeploymentFailureException(
                FailureCode.ImageRejected,
                $"The base image {image} does not exist for this machine, or it may not be pulled.",
                evidence,
                "Correct the name or tag in FROM, or use an image that anybody may pull; then push.")
            : new DeploymentFailureException(
                FailureCode.RegistryUnavailable,
                $"The registry of the base image {image} could not be reached, and the image is not on this machine.",
                evidence,
                "Check the image's name in FROM. If it is right, call redeploy_service later, or have the operator put the image on the machine that builds (docker pull, docker load or docker import).");
    }

    [GeneratedRegex(@"^(?:\[[^\]]*\] load metadata for|(?:\[[^\]]*\] )?resolve image config for|\[[^\]]*\] FROM)\s+(?:docker-image://)?(?<image>\S+)", RegexOptions.CultureInvariant)]
    private static partial Regex Pull();

    [GeneratedRegex(@"exit code: ([0-9]+)", RegexOptions.CultureInvariant)]
    private static partial Regex ExitCode();
}
