using DeployMcp.Planning.Providers.Languages;
using DeployMcp.Planning.Source;

namespace DeployMcp.Planning.Providers.Java;

internal static class Gradle
{
    private const string Flags = "--no-daemon --console=plain";

    public static LanguagePlan Draft(LanguagePlan plan, SourceTree source, string script)
    {
        var hasWrapper = source.Has("gradlew") && source.Has("gradle/wrapper/gradle-wrapper.properties");
        var program = hasWrapper ? "sh ./gradlew" : "gradle";
        var (task, start) = TaskOf(source.Read(script) ?? "");
        return plan with
        {
            Caches = [new("gradle", Variable: "GRADLE_USER_HOME")],
            Build = new PlannedStep(
                $"{program} {Flags} {task}", $"Builds with {(hasWrapper ? "the Gradle wrapper" : "Gradle")} because of {script}", hasWrapper ? ["javac"] : ["gradle", "javac"]),
            Start = start,
        };
    }

    private static (string Task, PlannedStep Start) TaskOf(string script)
    {
        if (script.Contains("org.springframework.boot", StringComparison.Ordinal))
        {
            return ("bootJar", Jar("Starts Spring Boot's jar of build/libs"));
        }

        if (script.Contains("io.quarkus", StringComparison.Ordinal))
        {
            return ("quarkusBuild", new PlannedStep(JavaProgram.StartOf("build/quarkus-app/quarkus-run.jar"), "Starts Quarkus", "java"));
        }

        if (script.Contains("shadow", StringComparison.Ordinal))
        {
            return ("shadowJar", Jar("Starts the largest jar of build/libs"));
        }

        return HasApplication(script)
            ? ("installDist", new PlannedStep(
                "export JAVA_OPTS=\"-XX:MaxRAM=${MEMORY_AVAILABLE:-256}m $JAVA_OPTS\"; exec \"$(ls -d build/install/*/bin/* | grep -v '\\.bat$' | head -n 1)\"",
                "Starts the application plugin's script of build/install", "java"))
            : ("assemble", Jar("Starts the largest jar of build/libs"));
    }

    private static bool HasApplication(string script)
        => script.Contains("'application'", StringComparison.Ordinal) || script.Contains("\"application\"", StringComparison.Ordinal)
            || script.Split('\n').Any(l => l.Trim() == "application" || l.Trim().StartsWith("application {", StringComparison.Ordinal));

    private static PlannedStep Jar(string reason) => new(JavaProgram.StartOf(JavaProgram.LargestJar("build/libs")), reason, "java");
}
