namespace DeployMcp.Planning.Plans;

/// <summary>A program that comes from the npm registry where this machine has none whose version fits.</summary>
/// <param name="Program">As steps and start commands call it, for example <c>pnpm</c>.</param>
/// <param name="Package">
/// Its npm package. For <c>node</c>, <c>bun</c> and <c>deno</c>, which only fetch a binary when they are installed, the builder takes the
/// package of this machine's binary.
/// </param>
/// <param name="Range">In npm's grammar; what the user asked for.</param>
/// <param name="Preferred">Further ranges to satisfy as long as they leave a version in <paramref name="Range"/>.</param>
/// <param name="AtRuntime">Whether the release needs it too.</param>
public sealed record NpmTool(string Program, string Package, string Range, IReadOnlyList<string> Preferred, bool AtRuntime)
{
    /// <summary>
    /// Set while a release runs that brings programs of its own: the directory which holds, for each of them, one by the
    /// program's name with its <c>node_modules</c>.
    /// </summary>
    public const string DirectoryVariable = "DEPLOYMCP_TOOLS";
}
