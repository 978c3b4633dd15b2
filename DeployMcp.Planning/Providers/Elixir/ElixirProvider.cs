using System.Text.RegularExpressions;
using DeployMcp.Planning.Providers.Languages;
using DeployMcp.Planning.Source;

namespace DeployMcp.Planning.Providers.Elixir;

/// <summary>A Mix project, compiled at build time and run by mix.</summary>
internal sealed partial class ElixirProvider : LanguageProvider
{
    private static readonly Dictionary<string, string> Variables = new(StringComparer.Ordinal) { ["MIX_ENV"] = "prod" };

    public override string Name => "Elixir";

    public override string LooksFor => "mix.exs";

    protected override string? Recognise(SourceTree source) => source.FirstOf("mix.exs");

    protected override LanguagePlan Draft(SourceTree source)
    {
        var project = source.Read("mix.exs") ?? "";
        var isPhoenix = project.Contains("{:phoenix,", StringComparison.Ordinal);
        var hasDependencies = source.Has("mix.lock") || Dependency().IsMatch(project);
        return new LanguagePlan(Name)
        {
            Prelude = "export MIX_HOME=\"$PWD/.mix\"; ",
            BuildEnvironment = Variables,
            RuntimeEnvironment = isPhoenix ? new Dictionary<string, string>(Variables, StringComparer.Ordinal) { ["PHX_SERVER"] = "true" } : Variables,
            Caches = hasDependencies ? [new("hex", Variable: "HEX_HOME")] : [],
            Install = hasDependencies
                ? new PlannedStep(
                    $"mix local.hex --force --if-missing && mix local.rebar --force --if-missing && mix deps.get --only prod{(source.Has("mix.lock") ? " --check-locked" : "")}",
                    "Installs with mix deps.get", "mix")
                {
                    Shown = "mix deps.get --only prod",
                }
                : null,
            Assets = isPhoenix ? Assets.Of(source) : null,
            Build = new PlannedStep(
                isPhoenix && project.Contains("assets.deploy", StringComparison.Ordinal) ? "mix compile && mix assets.deploy" : "mix compile", "Compiles with mix", "mix"),
            Start = isPhoenix
                ? new PlannedStep("exec mix phx.server --no-compile --no-deps-check", "Starts Phoenix", "mix")
                : new PlannedStep("exec mix run --no-compile --no-deps-check --no-halt", "Starts the application with mix run", "mix"),
        };
    }

    [GeneratedRegex(@"\{\s*:\w+\s*,\s*(""|~|\[?\s*(git|github|path|hex|only|in_umbrella):)", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Dependency();
}
