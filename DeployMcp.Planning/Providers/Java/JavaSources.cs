using DeployMcp.Planning.Providers.Languages;
using DeployMcp.Planning.Source;

namespace DeployMcp.Planning.Providers.Java;

/// <summary>Source files without a build tool: compiled together, started at the class whose name says so.</summary>
internal static class JavaSources
{
    private const string Classes = $"{LanguagePlan.Output}/classes";

    private static readonly string[] MainNames = ["Main.java", "App.java", "Application.java", "Server.java"];
    private static readonly string[] Roots = ["src/main/java/", "src/", ""];

    public static string? MainFile(SourceTree source)
        => source.Files.Where(f => MainNames.Contains(Path.GetFileName(f), StringComparer.Ordinal) && !f.StartsWith("src/test/", StringComparison.Ordinal))
            .Where(f => !f.Contains('/', StringComparison.Ordinal) || f.StartsWith("src/", StringComparison.Ordinal))
            .OrderBy(f => f.Count(c => c == '/')).ThenBy(f => Array.IndexOf(MainNames, Path.GetFileName(f))).FirstOrDefault();

    public static LanguagePlan Draft(LanguagePlan plan, SourceTree source)
    {
        var file = MainFile(source)!;
        var root = Roots.First(r => file.StartsWith(r, StringComparison.Ordinal));
        var main = file[root.Length..^".java".Length].Replace('/', '.');
        var libraries = source.HasDirectory("lib") ? ":lib/*" : "";
        var from = root.Length == 0 ? "." : root.TrimEnd('/');
        return plan with
        {
            Build = new PlannedStep(
                $"mkdir -p {Classes} && find {from} -name '*.java' ! -path './.*' > {LanguagePlan.Output}/sources && javac -encoding UTF-8 -cp '{Classes}{libraries}' -d {Classes} @{LanguagePlan.Output}/sources",
                $"Compiles all Java files of {(from == "." ? "the repo" : from)}: there is no pom.xml and no build.gradle", "javac")
            {
                Shown = $"javac -d {Classes} {from}/**/*.java",
            },
            Start = new PlannedStep($"{JavaProgram.Launch} -cp '{Classes}{libraries}' {main}", $"Starts the class {main}", "java"),
        };
    }
}
