using System.Text.RegularExpressions;
using DeployMcp.Domain.Failures;
using DeployMcp.Planning.Containers.Generated;
using DeployMcp.Planning.Plans;
using DeployMcp.Platform.Builders.Images;
using DeployMcp.Platform.Builders.Output;
using DeployMcp.Platform.Builders.Processes;
using DeployMcp.Platform.Registries;

namespace DeployMcp.Platform.Builders.BuildKit;

/// <summary>Says of a build by buildkitd that did not succeed what it means, or, where the daemon is at fault, gives an exception that is retried.</summary>
internal sealed partial class BuildKitFailures(BuildOptions options)
{
    private static readonly string[] DaemonGone =
    [
        "context deadline exceeded", "code = Unavailable", "error reading from server", "unexpected EOF", "failed to list workers", "closing transport",
        "no active session", "connection error: desc", "failed to dial", "use of closed network connection", "transport is closing", "Canceled: grpc",
    ];

    /// <summary>buildx's own step, before any of the build.</summary>
    private const string Connecting = "[internal] waiting for connection";

    private static readonly string[] Refusals = ["401 Unauthorized", "403 Forbidden", "denied", "unauthorized", "authorization failed", "authentication required"];

    private static readonly string[] FullWords = ["no space left", "507 Insufficient Storage", "413 Request Entity Too Large", "quota exceeded"];

    private readonly ImageBuildFailures _images = new(options);
    private readonly BuildFailures _steps = new(options);

    public Exception Of(BuildRecipe recipe, BuildPlan plan, StepResult result, BuildOutput output)
    {
        var lines = output.Tail();
        if (result.Limit is not null)
        {
            return _images.Of(recipe.Image, result, output);
        }

        if (lines.LastOrDefault(l => Push().IsMatch(l)) is { } push)
        {
            return RegistryException.FailureOf(ProblemOf(push), push);
        }

        if (lines.LastOrDefault(l => Privilege().IsMatch(l)) is { } privilege)
        {
            return new DeploymentFailureException(
                FailureCode.BuildFailed,
                $"{recipe.Image.Dockerfile} asks for privileges that builds on this platform never get.",
                privilege,
                "Leave out RUN --security=insecure and RUN --network=host, and do without what needs them; then push.");
        }

        var step = BuildKitOutput.FindFailure(lines);
        if ((step is null || step.Name.StartsWith(Connecting, StringComparison.Ordinal))
            && lines.TakeLast(5).LastOrDefault(l => DaemonGone.Any(text => l.Contains(text, StringComparison.OrdinalIgnoreCase))) is { } words)
        {
            return new BuildKitGoneException(words);
        }

        return step is not null && recipe.IsGenerated && OfGenerated(plan, step) is { } failure ? failure : _images.Of(recipe.Image, result, output);
    }

    /// <summary>A step of our own Dockerfile is a step of the plan, and is spoken of as that.</summary>
    private Exception? OfGenerated(BuildPlan plan, FailedStep step)
    {
        if (step.Output.LastOrDefault(l => l.StartsWith(SiteScript.NothingToServe, StringComparison.Ordinal)) is not null && plan.Site is { } site)
        {
            return BuildFailures.NoOutput(site);
        }

        // BuildKit repeats the whole command before the code: of a very long one the line is cut before it.
        if (ExitCode().Match(step.Error) is not { Success: true } exit)
        {
            return null;
        }

        var isInstall = step.Name.Contains(GeneratedDockerfile.InstallSecret, StringComparison.Ordinal);
        var planned = isInstall ? plan.Install?.Step ?? plan.Assets?.Install?.Step : plan.Build ?? plan.Assets?.Build;
        if (planned is null)
        {
            return null;
        }

        var own = new BuildOutput(new Nowhere(), new SecretMask([]), "", options);
        foreach (var line in step.Output)
        {
            own.Add(line, 0);
        }

        return _steps.Of(planned, new StepResult(int.Parse(exit.Groups[1].Value, System.Globalization.CultureInfo.InvariantCulture), null), own, isInstall);
    }

    private static RegistryProblem ProblemOf(string push)
        => FullWords.Any(w => push.Contains(w, StringComparison.OrdinalIgnoreCase)) ? RegistryProblem.Full
            : Refusals.Any(w => push.Contains(w, StringComparison.OrdinalIgnoreCase)) ? RegistryProblem.Refused
            : RegistryProblem.Unavailable;

    private sealed class Nowhere : IBuildLog
    {
        public void Write(string line)
        {
            // The line was in the log when it came.
        }
    }

    [GeneratedRegex("^(#[0-9]+ )?ERROR: .*failed to push ", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Push();

    [GeneratedRegex("(security\\.insecure|network\\.host|entitlement).* (is )?not allowed|granting entitlement|ERROR: .*unknown flag: (security|device)", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Privilege();

    [GeneratedRegex("exit code: ([0-9]+)", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex ExitCode();
}

/// <summary>buildkitd did not answer or went away during a build: nobody's code is at fault, and another try may help.</summary>
/// <param name="words">The client's last ones, for the operator: they name addresses, and what is wrong with a certificate.</param>
public sealed class BuildKitGoneException(string words) : IOException($"BuildKit does not answer, or went away during the build: {words}");
