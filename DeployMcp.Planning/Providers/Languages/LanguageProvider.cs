using DeployMcp.Planning.Plans;
using DeployMcp.Planning.Source;

namespace DeployMcp.Planning.Providers.Languages;

/// <summary>A provider that drafts a plan from the source alone, and leaves the user's settings to <see cref="LanguagePlan.Decide"/>.</summary>
internal abstract class LanguageProvider : IProvider
{
    public abstract string Name { get; }

    public abstract string LooksFor { get; }

    public string? Detect(SourceTree source, PlanSettings settings)
        => Recognise(source) is { } file && (!MayBeAnothers(source) || ProcfileCommand.Web(source) is not null || Draft(source).Serves)
            ? $"Detected {Name} because of {file}"
            : null;

    public BuildPlan Plan(SourceTree source, PlanSettings settings) => Draft(source).Decide(source, settings);

    /// <summary>The file that says that this is the provider's, or null.</summary>
    protected abstract string? Recognise(SourceTree source);

    protected abstract LanguagePlan Draft(SourceTree source);

    /// <summary>
    /// A repo whose app is JavaScript or pages may hold a few files of another language, for its tools. Such a language gets
    /// the repo only where it finds something to start.
    /// </summary>
    private static bool MayBeAnothers(SourceTree source) => source.FirstOf("package.json", "index.html") is not null;
}
