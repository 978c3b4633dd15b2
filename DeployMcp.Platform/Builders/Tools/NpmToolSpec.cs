using System.Runtime.InteropServices;
using DeployMcp.Planning.Plans;
using DeployMcp.Planning.Versions;

namespace DeployMcp.Platform.Builders.Tools;

/// <summary>What npm is asked for to get a program.</summary>
/// <param name="Version">In npm's grammar.</param>
/// <param name="Binaries">Where the program is in a directory into which the package was installed.</param>
internal sealed record NpmToolSpec(string Package, string Version, string Binaries)
{
    /// <summary>Node.js's long-term releases, the best supported first; of others the newest is taken.</summary>
    private static readonly int[] NodeMajors = [24, 22, 26, 20, 18, 16, 14];

    /// <summary>For this machine.</summary>
    public static NpmToolSpec Of(NpmTool tool) => Of(tool, RuntimeInformation.OSArchitecture == Architecture.Arm64);

    public static NpmToolSpec Of(NpmTool tool, bool isArm) => tool.Program switch
    {
        "node" when tool.Package == "node" => Binary($"node-linux-{(isArm ? "arm64" : "x64")}", Node(tool)),
        // The baseline runs on every processor; the other needs AVX2.
        "bun" when tool.Package == "bun" => Binary($"@oven/bun-linux-{(isArm ? "aarch64" : "x64-baseline")}", tool.Range),
        "deno" when tool.Package == "deno" => new NpmToolSpec($"@deno/linux-{(isArm ? "arm64" : "x64")}-glibc", tool.Range, $"node_modules/@deno/linux-{(isArm ? "arm64" : "x64")}-glibc"),
        _ => new NpmToolSpec(tool.Package, tool.Range, "node_modules/.bin"),
    };

    /// <summary>Whether a version is one that the plan wants.</summary>
    public static bool Fits(NpmTool tool, SemanticVersion version) => Wanted(tool) is { } range && range.Contains(version);

    /// <summary>What was asked for and as much of what is preferred as goes together with it; null for what is no range.</summary>
    private static VersionRange? Wanted(NpmTool tool)
    {
        var range = VersionRange.Parse(tool.Range);
        foreach (var preferred in tool.Preferred)
        {
            range = range is not null && VersionRange.Parse(preferred) is { } more && range.And(more) is { IsEmpty: false } both ? both : range;
        }

        return range;
    }

    private static string Node(NpmTool tool)
    {
        if (Wanted(tool) is not { } range)
        {
            return tool.Range;
        }

        var major = NodeMajors.Select(m => range.And(VersionRange.OfMajor(m))).FirstOrDefault(r => !r.IsEmpty);
        return (major ?? range).ToString();
    }

    private static NpmToolSpec Binary(string package, string version) => new(package, version, $"node_modules/{package}/bin");
}
