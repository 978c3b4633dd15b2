using System.Text.Json;
using DeployMcp.Planning.Plans;
using DeployMcp.Planning.Providers.Languages;
using DeployMcp.Planning.Source;

namespace DeployMcp.Planning.Providers.Php;

/// <summary>PHP behind its own web server, with several workers; Composer's packages where composer.json asks for any.</summary>
internal sealed class PhpProvider : LanguageProvider
{
    private const string Router = $"{LanguagePlan.Output}/router.php";

    private static readonly Dictionary<string, string> Runtime = new(StringComparer.Ordinal) { ["PHP_CLI_SERVER_WORKERS"] = "4" };

    private static readonly string[] Roots = ["public", "web", "webroot", "htdocs", "public_html"];

    public override string Name => "PHP";

    public override string LooksFor => "composer.json, index.php or public/index.php";

    protected override string? Recognise(SourceTree source) => source.FirstOf(["composer.json", "index.php", .. Roots.Select(r => $"{r}/index.php")]);

    protected override LanguagePlan Draft(SourceTree source)
    {
        var root = source.Has("artisan") ? "public" : Roots.FirstOrDefault(r => source.Has($"{r}/index.php")) ?? (source.Has("index.php") ? "." : null);
        return new LanguagePlan(Name)
        {
            RuntimeEnvironment = Runtime,
            Caches = source.Has("composer.json") ? [new("composer", Variable: "COMPOSER_CACHE_DIR")] : [],
            Install = RequiresPackages(source) ? Install(source) : null,
            Assets = root is null ? null : Assets.Of(source),
            Reasons = source.Has("artisan") ? ["Migrations are not run: a start_command like 'php artisan migrate --force && php artisan serve …' can"] : [],
            Build = root is null
                ? null
                : new PlannedStep($"mkdir -p {LanguagePlan.Output} && printf %s \"$1\" > {Router}", $"Serves {(root == "." ? "the top level" : root)} through index.php, and no file whose name begins with a dot", "php")
                {
                    Arguments = [PhpRouter.Script],
                    Shown = $"write {Router}",
                },
            Start = root is null ? null : new PlannedStep($"exec php -S \"0.0.0.0:$PORT\" -t {root} {Router}", "Starts PHP's own web server with 4 workers", "php"),
            StartLookedFor = $"index.php at the top or in {string.Join(", ", Roots)}",
        };
    }

    private static PlannedStep Install(SourceTree source)
    {
        const string flags = "--no-dev --no-interaction --no-progress --prefer-dist";
        const string autoload = "composer dump-autoload --no-dev --optimize --no-interaction";
        var locked = source.Read("composer.lock");
        var manifest = source.Read("composer.json") ?? "";
        return new PlannedStep($"composer install {flags} --optimize-autoloader", $"Installs with Composer because of {(locked is null ? "composer.json: there is no composer.lock" : "composer.lock")}", "php", "composer")
        {
            // The map of the app's own classes is made again: it says where they are in this commit.
            Cache = locked is not null && !manifest.Contains("\"path\"", StringComparison.Ordinal) && !source.HasDirectory("vendor")
                ? new DependencyCache(["vendor"], [flags, manifest, locked], [ShellStep.Of(autoload)], null)
                : null,
        };
    }

    /// <summary>Beyond PHP itself and its extensions.</summary>
    private static bool RequiresPackages(SourceTree source)
    {
        try
        {
            using var json = JsonDocument.Parse(source.Read("composer.json") ?? "{}");
            return json.RootElement.ValueKind == JsonValueKind.Object
                && ((json.RootElement.TryGetProperty("require", out var require) && require.ValueKind == JsonValueKind.Object && require.EnumerateObject().Any(p => p.Name.Contains('/', StringComparison.Ordinal)))
                    || json.RootElement.TryGetProperty("autoload", out _));
        }
        catch (JsonException)
        {
            // Composer says what is wrong with it.
            return true;
        }
    }
}
