using DeployMcp.Planning.Providers.Languages;
using DeployMcp.Planning.Source;

namespace DeployMcp.Planning.Providers.Rust;

/// <summary>A Cargo package, or the one program of a Cargo workspace.</summary>
internal sealed class RustProvider : LanguageProvider
{
    private const string Program = $"{LanguagePlan.Output}/app";

    private static readonly Dictionary<string, string> Variables = new(StringComparer.Ordinal) { ["CARGO_TERM_COLOR"] = "never", ["CARGO_INCREMENTAL"] = "0" };

    public override string Name => "Rust";

    public override string LooksFor => "Cargo.toml";

    protected override string? Recognise(SourceTree source) => source.FirstOf("Cargo.toml");

    protected override LanguagePlan Draft(SourceTree source)
    {
        var programs = Programs(source);
        var program = programs.Count == 1 ? programs[0] : DefaultRun(source) is { } run ? programs.FirstOrDefault(p => p.Name == run) : null;
        var locked = source.Has("Cargo.lock") ? " --locked" : "";
        return new LanguagePlan(Name)
        {
            BuildEnvironment = Variables,
            Caches = [new("cargo-home", Variable: "CARGO_HOME"), new("cargo-target", Variable: "CARGO_TARGET_DIR")],
            Install = source.Has("Cargo.lock") ? new PlannedStep("cargo fetch --locked", "Downloads crates because of Cargo.lock", "cargo") : null,
            Build = program is null
                ? null
                : new PlannedStep(
                    $"cargo build --release{locked} --package {program.Package} --bin {program.Name} && mkdir -p {LanguagePlan.Output} && cp \"$CARGO_TARGET_DIR/release/{program.Name}\" {Program} && {Forget(program)}",
                    $"Builds the program {program.Name}", "cargo", "cc")
                {
                    Shown = $"cargo build --release{locked} --package {program.Package} --bin {program.Name}",
                },
            Start = program is null ? null : new PlannedStep($"exec {Program}", $"Starts {Program}"),
            StartLookedFor = $"src/main.rs, src/bin/*.rs, [[bin]] and default-run in Cargo.toml ({(programs.Count == 0 ? "no program found" : $"found {string.Join(", ", programs.Select(p => p.Name))}")})",
        };
    }

    /// <summary>Each checkout has a path of its own, so that Cargo takes the package for another one: only what it depends on is worth keeping.</summary>
    private static string Forget(CargoProgram program) => $"cargo clean --quiet --offline --release --package {program.Package}";

    private static string? DefaultRun(SourceTree source) => TomlText.Parse(source.Read("Cargo.toml")).Text("package", "default-run");

    private static List<CargoProgram> Programs(SourceTree source)
        => [.. source.Files.Where(f => f == "Cargo.toml" || f.EndsWith("/Cargo.toml", StringComparison.Ordinal)).SelectMany(f => Of(source, f)).Distinct()];

    /// <summary>As Cargo finds them ("Cargo Targets" in The Cargo Book): src/main.rs, src/bin, and what [[bin]] names.</summary>
    private static IEnumerable<CargoProgram> Of(SourceTree source, string manifest)
    {
        var toml = TomlText.Parse(source.Read(manifest));
        if (toml.Text("package", "name") is not { } package)
        {
            return [];
        }

        var directory = manifest[..^"Cargo.toml".Length];
        var named = toml.All("bin", "name").ToList();
        var paths = toml.All("bin", "path").ToList();
        var main = source.Has($"{directory}src/main.rs") && !paths.Contains("src/main.rs", StringComparer.Ordinal) ? [package] : Array.Empty<string>();
        var others = source.Files.Where(f => f.StartsWith($"{directory}src/bin/", StringComparison.Ordinal))
            .Select(f => f[$"{directory}src/bin/".Length..])
            .Where(f => !paths.Contains($"src/bin/{f}", StringComparer.Ordinal) && (f.EndsWith("/main.rs", StringComparison.Ordinal) || (!f.Contains('/', StringComparison.Ordinal) && f.EndsWith(".rs", StringComparison.Ordinal))))
            .Select(f => f.Split('/', '.')[0]);
        return named.Concat(main).Concat(others).Distinct(StringComparer.Ordinal).Select(name => new CargoProgram(package, name));
    }

    private sealed record CargoProgram(string Package, string Name);
}
