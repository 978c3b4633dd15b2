namespace DeployMcp.Planning.Containers.BuildKit;

/// <summary>What a build attests of its image (BuildKit's docs/attestations): kept beside it, in its index.</summary>
/// <param name="Provenance">How it was built, with the least that the format asks for: no value of an argument.</param>
/// <param name="SbomGenerator">The image that makes the list of what is in it; null for none.</param>
public sealed record Attestations(bool Provenance, string? SbomGenerator)
{
    public static Attestations None { get; } = new(false, null);

    /// <summary>The steps of BuildKit that only exist for the list.</summary>
    private const string SbomStep = "generating sbom";

    /// <summary>What is left to ask for where a build failed by nothing but an attestation.</summary>
    /// <param name="failedStep">As BuildKit names it; empty where no step failed.</param>
    /// <param name="lines">The end of its output.</param>
    /// <returns>Null where the build failed by itself.</returns>
    public Attestations? AfterFailure(string failedStep, IEnumerable<string> lines)
    {
        if (SbomGenerator is not null && (failedStep.Contains(SbomStep, StringComparison.OrdinalIgnoreCase) || failedStep.Contains(SbomGenerator, StringComparison.Ordinal)))
        {
            return this with { SbomGenerator = null };
        }

        return this != None && lines.Any(l => l.Contains("ttestation", StringComparison.Ordinal) && l.Contains("not supported", StringComparison.OrdinalIgnoreCase)) ? None : null;
    }
}
