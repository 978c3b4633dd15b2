using System.Text.RegularExpressions;
using DeployMcp.Planning.Providers.Languages;
using DeployMcp.Planning.Source;

namespace DeployMcp.Planning.Providers.Go;

/// <summary>A Go module: its main package is built into one program.</summary>
internal sealed partial class GoProvider : LanguageProvider
{
    private const string Program = $"{LanguagePlan.Output}/app";

    private static readonly string[] ServerNames = ["server", "web", "api", "app", "main", "http", "serve"];

    /// <summary>Modules that are nothing without a C compiler.</summary>
    private static readonly string[] NeedC = ["github.com/mattn/go-sqlite3", "github.com/confluentinc/confluent-kafka-go", "github.com/h2non/bimg", "github.com/davidbyttow/govips"];

    public override string Name => "Go";

    public override string LooksFor => "go.mod or main.go";

    protected override string? Recognise(SourceTree source) => source.FirstOf("go.mod", "main.go");

    protected override LanguagePlan Draft(SourceTree source)
    {
        var main = MainPackage(source);
        var needsC = NeedC.Any(m => source.Read("go.mod")?.Contains(m, StringComparison.Ordinal) == true);
        return new LanguagePlan(Name)
        {
            BuildEnvironment = Variables(needsC),
            Caches = [new("go-build", Variable: "GOCACHE"), new("go-modules", Variable: "GOMODCACHE")],
            Install = source.Has("go.sum") && !source.HasDirectory("vendor") ? new PlannedStep("go mod download", "Downloads modules because of go.sum", "go") : null,
            Build = main is null
                ? null
                : new PlannedStep(
                    $"go build -trimpath -o {Program} {main}", $"Builds the main package {main}{(needsC ? " with cgo" : "")}", needsC ? ["go", "gcc"] : ["go"]),
            Start = main is null ? null : new PlannedStep($"exec {Program}", $"Starts {Program}"),
            StartLookedFor = $"main.go or other Go files at the top, cmd/*/main.go ({Commands(source)})",
        };
    }

    private static Dictionary<string, string> Variables(bool needsC) => new(StringComparer.Ordinal)
    {
        ["CGO_ENABLED"] = needsC ? "1" : "0",
        ["GOFLAGS"] = "-modcacherw -buildvcs=false",
    };

    private static string? MainPackage(SourceTree source)
    {
        if (source.Has("main.go"))
        {
            return source.Has("go.mod") ? "." : "main.go";
        }

        var commands = CommandNames(source);
        var chosen = commands.Count == 1 ? commands[0] : ServerNames.Append(ModuleName(source)).FirstOrDefault(n => n is not null && commands.Contains(n));
        return chosen is not null ? $"./cmd/{chosen}" : commands.Count == 0 && HasPackageAtTop(source) ? "." : null;
    }

    private static List<string> CommandNames(SourceTree source)
        => [.. source.Files.Select(f => CommandFile().Match(f)).Where(m => m.Success).Select(m => m.Groups[1].Value).Distinct(StringComparer.Ordinal)];

    private static string Commands(SourceTree source)
        => CommandNames(source) is { Count: > 0 } found ? $"found {string.Join(", ", found)}, none of which is named like a server" : "none found";

    private static string? ModuleName(SourceTree source) => source.Read("go.mod") is { } text && Module().Match(text) is { Success: true } m ? m.Groups[1].Value : null;

    private static bool HasPackageAtTop(SourceTree source) => source.Files.Any(f => f.EndsWith(".go", StringComparison.Ordinal) && !f.Contains('/', StringComparison.Ordinal) && !f.EndsWith("_test.go", StringComparison.Ordinal));

    [GeneratedRegex("^cmd/([^/]+)/main\\.go$", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex CommandFile();

    [GeneratedRegex(@"^module\s+(?:\S*/)?([A-Za-z0-9._-]+)", RegexOptions.CultureInvariant | RegexOptions.Multiline | RegexOptions.NonBacktracking)]
    private static partial Regex Module();
}
