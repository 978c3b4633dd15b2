using DeployMcp.Planning.Providers.Languages;
using DeployMcp.Planning.Source;

namespace DeployMcp.Planning.Providers.Java;

/// <summary>Java with Maven or Gradle, or nothing but source files.</summary>
internal sealed class JavaProvider : LanguageProvider
{
    public override string Name => "Java";

    public override string LooksFor => "pom.xml, build.gradle, build.gradle.kts or Main.java";

    protected override string? Recognise(SourceTree source)
        => source.FirstOf("pom.xml", "build.gradle", "build.gradle.kts") ?? JavaSources.MainFile(source);

    protected override LanguagePlan Draft(SourceTree source)
    {
        var plan = new LanguagePlan(Name);
        return source.Has("pom.xml") ? Maven.Draft(plan, source)
            : source.FirstOf("build.gradle", "build.gradle.kts") is { } script ? Gradle.Draft(plan, source, script)
            : JavaSources.Draft(plan, source);
    }
}
