using System.Text.RegularExpressions;
using DeployMcp.Domain.Failures;
using DeployMcp.Planning.Diagnosis;
using DeployMcp.Planning.Plans;
using DeployMcp.Platform.Builders.Output;
using DeployMcp.Platform.Builders.Processes;

namespace DeployMcp.Platform.Builders;

/// <summary>Says of a step that did not succeed what it means: to the user, or, where it is ours, as an exception that is retried.</summary>
internal sealed partial class BuildFailures(BuildOptions options)
{
    /// <summary>The exit code of a shell whose command is not there (POSIX, Shell Command Language 2.8.2).</summary>
    private const int ShellNotFound = 127;

    private static readonly string[] NoLockfile =
    [
        "can only install with an existing package-lock.json", "npm-shrinkwrap.json are in sync", "package-lock.json are in sync",
        "ERR_PNPM_NO_LOCKFILE", "ERR_PNPM_OUTDATED_LOCKFILE", "ERR_PNPM_LOCKFILE_CONFIG_MISMATCH", "ERR_PNPM_FROZEN_LOCKFILE_WITH_OUTDATED_LOCKFILE",
        "Your lockfile needs to be updated, but yarn was run with", "YN0028", "The lockfile would have been created by this install, which is explicitly forbidden",
        "lockfile had changes, but lockfile is frozen", "needs to be updated but --locked was passed", "missing go.sum entry", "updates to go.mod needed",
        "pyproject.toml changed significantly since poetry.lock", "in frozen mode, but", "deployment mode after changing your Gemfile", "error NU1004", "The lockfile is out of date",
        "mix.lock is out of date", "lock file is not up to date with the latest changes in composer.json",
    ];

    private static readonly string[] NoRegistry =
    [
        "code ENOTFOUND", "code ECONNREFUSED", "code ECONNRESET", "code ETIMEDOUT", "code EAI_AGAIN", "code E502", "code E503", "code ERR_SOCKET_TIMEOUT",
        "NewConnectionError", "Temporary failure in name resolution", "Could not resolve host", "dial tcp", "failed to download from", "error NU1301", "Could not reach host",
        "Could not transfer artifact", "Could not fetch specs from", "curl error 6 ", "curl error 7 ", "error sending request for url",
    ];

    /// <summary>What tools print when a program that they start themselves is not there.</summary>
    private static readonly (string Text, string Tool)[] Needed =
    [
        ("ensurepip is not available", "python3"), ("linker `cc` not found", "cc"), ("exec: \"gcc\": executable file not found", "gcc"),
        ("No compiler is provided in this environment", "javac"),
    ];

    public Exception Of(BuildStep step, StepResult result, BuildOutput output, bool isInstall)
    {
        var lines = output.Tail();
        var evidence = ToolErrors.Of(lines);
        var what = isInstall ? "Installing dependencies" : "The build";
        var code = isInstall ? FailureCode.InstallFailed : FailureCode.BuildFailed;
        if (result.Limit is { } limit)
        {
            return AtLimit(limit, what, code, string.Join('\n', lines.TakeLast(10)));
        }

        if (result.ExitCode is 137 || Has(lines, "heap out of memory") || Has(lines, "java.lang.OutOfMemoryError"))
        {
            return OutOfMemory(what, evidence);
        }

        if (Has(lines, "no space left on device", StringComparison.OrdinalIgnoreCase))
        {
            return new DiskFullException();
        }

        if (MissingVariables.Find(evidence.Split('\n'), []) is { Count: > 0 } variables)
        {
            return new DeploymentFailureException(
                code, $"{what} failed: it needs {(variables.Count == 1 ? "the environment variable" : "the environment variables")} {string.Join(", ", variables)}, not set here.", evidence,
                $"Call update_service with {MissingVariables.Argument(variables)}: it deploys again by itself.");
        }

        if (MissingProgram(result, lines) is { } tool)
        {
            return MissingTool(tool, $"'{step.Shown}'");
        }

        if (NoLockfile.Any(text => Has(lines, text)))
        {
            return new DeploymentFailureException(
                FailureCode.MissingLockfile, $"'{step.Shown}' needs a lockfile and the repo has none that fits.", string.Join('\n', BeforeUsage(lines)),
                "Run the package manager's own install or lock command (npm install, pnpm install, go mod tidy, cargo update, bundle lock, …), commit the lockfile that it writes and push; or use an install_command that needs none.");
        }

        return isInstall && NoRegistry.Any(text => Has(lines, text))
            ? new DeploymentFailureException(
                FailureCode.RegistryUnavailable, "The package registry could not be reached.", evidence,
                "Check the registry that the repo asks for (.npmrc, lockfile, package sources), then call redeploy_service.")
            : new DeploymentFailureException(
                code, $"{what} failed: '{step.Shown}' ended with exit code {result.ExitCode}.", evidence,
                "Mend what the evidence names and push: the push deploys by itself. get_service with deploy_log_lines shows the whole log.");
    }

    public static DeploymentFailureException MissingTool(string tool, string provider) => new(
        FailureCode.NoProvider,
        $"This app ({provider}) needs {tool}, which is not installed on the builder.",
        $"Not found on the PATH: {tool}",
        $"Install {ToolPackages.Of(tool)} on the machine that builds and call redeploy_service, or call update_service to choose another way with install_command, build_command and start_command.");

    public static DeploymentFailureException NoOutput(SiteOutput site) => new(
        FailureCode.BuildFailed,
        "The build left nothing to serve.",
        $"No index.html in: {string.Join(", ", site.Candidates.Select(c => c.Length == 0 ? "." : c))}",
        "Call update_service with publish_directory set to where the build writes index.html, or add a start script if this app is a server, and push.");

    internal static DeploymentFailureException OutOfMemory(string what, string evidence) => new(
        FailureCode.OutOfMemory, $"{what} ran out of memory.", evidence,
        "Make the build need less: fewer parallel workers, no source maps, smaller inputs; then push.");

    internal DeploymentFailureException AtLimit(BuildLimit limit, string what, FailureCode code, string evidence) => limit switch
    {
        BuildLimit.Time => new(
            code, $"{what} did not end: the whole build may take {options.TimeLimit.TotalMinutes:0.#} minutes.", evidence,
            "Look in the log for what waits or loops (a watcher, a question, a server) and push a build that ends."),
        BuildLimit.Output => new(
            code, $"{what} printed more than {options.MaxOutputLines} lines or {options.MaxOutputBytes / 1024} KiB and was stopped.", evidence,
            "Make the build quieter, or find the loop that prints, and push."),
        BuildLimit.Memory => OutOfMemory(what, $"Its processes used more than {options.MaxMemoryMiB} MiB together.\n{evidence}"),
        BuildLimit.Disk => new(
            FailureCode.QuotaExceeded, $"{what} wrote more than {options.MaxWorkspaceMiB} MiB and was stopped.", evidence,
            "Write less: leave large files and caches out of the build, and push."),
        _ => throw new ArgumentOutOfRangeException(nameof(limit), limit, "No such limit."),
    };

    /// <summary>Also what a shell doesn't find, where it is a toolchain's; other names are more likely typed wrongly.</summary>
    private static string? MissingProgram(StepResult result, IReadOnlyList<string> lines)
    {
        if (Needed.FirstOrDefault(n => Has(lines, n.Text)) is { Tool: { } needed })
        {
            return needed;
        }

        return result.ExitCode is not ShellNotFound ? null
            : lines.Select(l => NotFound().Match(l)).Where(m => m.Success).Select(m => m.Groups[1].Value).LastOrDefault(p => ToolPackages.Knows(p) && ToolPath.Find(p) is null);
    }

    /// <summary>As dash and bash say it.</summary>
    [GeneratedRegex("^(?:/bin/)?(?:ba)?sh: (?:line )?[0-9]+: (?:exec: )?([A-Za-z0-9_.-]+): (?:command )?not found$", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex NotFound();

    private static bool Has(IReadOnlyList<string> lines, string text, StringComparison comparison = StringComparison.Ordinal)
        => lines.Any(l => l.Contains(text, comparison));

    /// <summary>npm ends with everything that its command could be given.</summary>
    private static IEnumerable<string> BeforeUsage(IReadOnlyList<string> lines)
        => lines.TakeWhile(l => l != "npm error Clean install a project").TakeLast(15);
}

/// <summary>The builder's disk is full: nobody's build is at fault, and trying again may help.</summary>
public sealed class DiskFullException() : IOException("The builder's disk is full.");
