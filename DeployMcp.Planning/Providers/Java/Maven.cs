using System.Text.RegularExpressions;
using DeployMcp.Planning.Providers.Languages;
using DeployMcp.Planning.Source;

namespace DeployMcp.Planning.Providers.Java;

internal static partial class Maven
{
    public static LanguagePlan Draft(LanguagePlan plan, SourceTree source)
    {
        var hasWrapper = source.Has("mvnw") && source.Has(".mvn/wrapper/maven-wrapper.properties");
        var text = source.Read("pom.xml") ?? "";
        var module = Module(source, text);
        var program = hasWrapper ? "sh ./mvnw" : "mvn";
        var target = module is null ? "target" : $"{module}/target";
        var isQuarkus = text.Contains("quarkus-maven-plugin", StringComparison.Ordinal);
        return plan with
        {
            Caches = [new("maven", HomePath: ".m2")],
            Build = new PlannedStep(
                $"{program} --batch-mode --no-transfer-progress -DskipTests package{(module is null ? "" : $" --projects {module} --also-make")}",
                $"Builds with {(hasWrapper ? "the Maven wrapper" : "Maven")} because of pom.xml", hasWrapper ? ["javac"] : ["mvn", "javac"]),
            Start = isQuarkus
                ? new PlannedStep(JavaProgram.StartOf($"{target}/quarkus-app/quarkus-run.jar"), "Starts Quarkus", "java")
                : new PlannedStep(JavaProgram.StartOf(JavaProgram.LargestJar(target)), $"Starts the largest jar of {target}", "java"),
        };
    }

    /// <summary>Of a multi-module build the one with a plugin that makes a program.</summary>
    private static string? Module(SourceTree source, string root)
    {
        if (!root.Contains("<modules>", StringComparison.Ordinal))
        {
            return null;
        }

        var modules = ModuleName().Matches(root).Select(m => m.Groups[1].Value.Trim()).Where(m => !m.Contains("..", StringComparison.Ordinal)).ToList();
        return modules.FirstOrDefault(m => source.Read($"{m}/pom.xml") is { } pom && ProgramPlugin().IsMatch(pom));
    }

    [GeneratedRegex("<module>([A-Za-z0-9._/ -]+)</module>", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex ModuleName();

    [GeneratedRegex("spring-boot-maven-plugin|maven-shade-plugin|quarkus-maven-plugin|maven-assembly-plugin|<mainClass>", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex ProgramPlugin();
}
