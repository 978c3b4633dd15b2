using System.Text.RegularExpressions;

namespace DeployMcp.Platform.Builders.Images;

/// <param name="Name">As BuildKit shows it, for example <c>[2/3] RUN npm ci</c>.</param>
/// <param name="Output">What its program printed.</param>
/// <param name="Error">BuildKit's own words.</param>
internal sealed record FailedStep(string Name, IReadOnlyList<string> Output, string Error);

/// <summary>
/// Reads BuildKit's plain progress: each line begins with the number of its step, the first of a step names it, those of a
/// program have the seconds since the step began, and the step that failed has one that begins with ERROR.
/// </summary>
internal static partial class BuildKitOutput
{
    /// <summary>A cache that isn't there, at a service's first build: said like an error, and none.</summary>
    private const string NoCacheYet = "failed to configure ";

    /// <summary>The step that failed; null when nothing was wrong with a step, but with the Dockerfile or the engine.</summary>
    public static FailedStep? FindFailure(IReadOnlyList<string> lines)
    {
        if (lines.Select(l => Error().Match(l)).LastOrDefault(m => m.Success && !m.Groups["text"].Value.StartsWith(NoCacheYet, StringComparison.Ordinal)) is not { } error)
        {
            return null;
        }

        var own = lines.Select(l => Step().Match(l)).Where(m => m.Success && m.Groups["step"].Value == error.Groups["step"].Value)
            .Select(m => m.Groups["text"].Value).Where(t => t.Length > 0 && !Noise().IsMatch(t)).ToList();
        return new FailedStep(own[0], [.. own.Skip(1).Where(t => !t.StartsWith("ERROR", StringComparison.Ordinal))], error.Groups["text"].Value);
    }

    /// <summary>What is not of any step: the engine's own last words.</summary>
    public static IReadOnlyList<string> LastWords(IReadOnlyList<string> lines)
        => [.. lines.Where(l => !Step().IsMatch(l)).TakeLast(20)];

    public static bool IsShown(string line) => Step().Match(line) is not { Success: true } step || !Noise().IsMatch(step.Groups["text"].Value);

    [GeneratedRegex(@"^#(?<step>[0-9]+) ERROR:? ?(?<text>.*)$", RegexOptions.CultureInvariant)]
    private static partial Regex Error();

    [GeneratedRegex(@"^#(?<step>[0-9]+) (?:[0-9]+\.[0-9]+ )?(?<text>.*)$", RegexOptions.CultureInvariant)]
    private static partial Regex Step();

    /// <summary>Digests and progress of transfers.</summary>
    [GeneratedRegex(@"^(sha256:[0-9a-f]{64}|transferring |resolve |extracting |exporting (layers|manifest|config|attestation)|writing (image|layer|config|cache manifest) |naming to |pushing (layers|manifest)|preparing build cache|inferred cache manifest)", RegexOptions.CultureInvariant)]
    private static partial Regex Noise();
}
