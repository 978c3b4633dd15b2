using System.Text.RegularExpressions;
using DeployMcp.Planning.Plans;
using DeployMcp.Planning.Providers.Languages;
using DeployMcp.Planning.Source;

namespace DeployMcp.Planning.Providers.Ruby;

/// <summary>Ruby: Rails, anything on Rack, Sinatra, or a plain script; with Bundler where there is a Gemfile.</summary>
internal sealed class RubyProvider : LanguageProvider
{
    /// <summary>One directory at the top, so that it is kept and handed over whole.</summary>
    private const string Gems = ".gems";

    private static readonly string[] Scripts = ["app.rb", "server.rb", "main.rb", "web.rb", "application.rb"];

    public override string Name => "Ruby";

    public override string LooksFor => "Gemfile, config.ru, app.rb, server.rb or main.rb";

    protected override string? Recognise(SourceTree source) => source.FirstOf("Gemfile", "config.ru") ?? (source.Has("package.json") ? null : source.FirstOf(Scripts));

    protected override LanguagePlan Draft(SourceTree source)
    {
        var gems = new RubyGems(source);
        var isRails = gems.Has("rails") && source.Has("config/application.rb");
        return new LanguagePlan(Name)
        {
            BuildEnvironment = Variables(source, gems, isRails),
            RuntimeEnvironment = Variables(source, gems, isRails),
            Caches = source.Has("Gemfile") ? [new("bundle", HomePath: ".bundle")] : [],
            Install = source.Has("Gemfile") ? Install(source) : null,
            Assets = isRails ? Assets.Of(source) : null,
            Build = isRails && (gems.Has("sprockets-rails") || gems.Has("propshaft"))
                ? new PlannedStep("SECRET_KEY_BASE_DUMMY=1 bundle exec rails assets:precompile", "Precompiles Rails' assets", "bundle")
                : null,
            Reasons = isRails ? ["Migrations are not run: a start_command like 'bundle exec rails db:migrate && bundle exec rails server …' can"] : [],
            Start = RubyStart(source, gems, isRails),
            StartLookedFor = $"Rails' config/application.rb; config.ru; {string.Join(", ", Scripts)}",
        };
    }

    private static Dictionary<string, string> Variables(SourceTree source, RubyGems gems, bool isRails)
    {
        var variables = new Dictionary<string, string>(StringComparer.Ordinal) { ["RACK_ENV"] = "production", ["APP_ENV"] = "production" };
        if (source.Has("Gemfile"))
        {
            variables["BUNDLE_PATH"] = Gems;
            variables["BUNDLE_GLOBAL_GEM_CACHE"] = "true";
            variables["BUNDLE_WITHOUT"] = "development:test";
            if (gems.IsLocked)
            {
                variables["BUNDLE_FROZEN"] = "true";
            }
        }

        if (isRails)
        {
            (variables["RAILS_ENV"], variables["RAILS_LOG_TO_STDOUT"], variables["RAILS_SERVE_STATIC_FILES"]) = ("production", "1", "1");
        }

        return variables;
    }

    private static PlannedStep Install(SourceTree source)
    {
        const string command = "bundle install --jobs 4 --retry 2";
        var (gemfile, locked) = (source.Read("Gemfile") ?? "", source.Read("Gemfile.lock"));
        var isOwnKey = locked is not null && !locked.Contains("\nPATH\n", StringComparison.Ordinal) && !locked.StartsWith("PATH\n", StringComparison.Ordinal);
        return new PlannedStep(command, $"Installs with Bundler because of {(locked is null ? "Gemfile: there is no Gemfile.lock" : "Gemfile.lock")}", "ruby", "bundle")
        {
            Cache = isOwnKey ? new DependencyCache([Gems], [command, gemfile, locked!], [], null) : null,
        };
    }

    private static PlannedStep? RubyStart(SourceTree source, RubyGems gems, bool isRails)
    {
        var exec = source.Has("Gemfile") ? "exec bundle exec" : "exec";
        string[] tools = source.Has("Gemfile") ? ["ruby", "bundle"] : ["ruby"];
        if (isRails)
        {
            return new($"{exec} rails server --binding 0.0.0.0 --port \"$PORT\"", "Starts Rails", tools);
        }

        if (source.Has("config.ru"))
        {
            return gems.Has("puma")
                ? new($"{exec} puma --bind \"tcp://0.0.0.0:$PORT\"", "Starts config.ru with puma", tools)
                : new($"{exec} rackup --host 0.0.0.0 --port \"$PORT\"", "Starts config.ru with rackup", source.Has("Gemfile") ? tools : [.. tools, "rackup"]);
        }

        var script = source.FirstOf(Scripts);
        return script is null ? null
            : gems.Has("sinatra") ? new($"{exec} ruby {script} -o 0.0.0.0 -p \"$PORT\"", $"Starts {script} with Sinatra", tools)
            : new($"{exec} ruby {script}", $"Starts with ruby {script}", tools);
    }
}

/// <summary>The gems that a Gemfile names or its lockfile holds.</summary>
internal sealed partial class RubyGems(SourceTree source)
{
    private readonly HashSet<string> _names =
    [
        .. Named().Matches(source.Read("Gemfile") ?? "").Select(m => m.Groups[1].Value),
        .. Locked().Matches(source.Read("Gemfile.lock") ?? "").Select(m => m.Groups[1].Value),
    ];

    public bool IsLocked { get; } = source.Has("Gemfile.lock");

    public bool Has(string gem) => _names.Contains(gem);

    [GeneratedRegex(@"^\s*gem[ (]+[""']([A-Za-z0-9_.-]+)", RegexOptions.CultureInvariant | RegexOptions.Multiline | RegexOptions.NonBacktracking)]
    private static partial Regex Named();

    [GeneratedRegex(@"^    ([A-Za-z0-9_.-]+) \(", RegexOptions.CultureInvariant | RegexOptions.Multiline | RegexOptions.NonBacktracking)]
    private static partial Regex Locked();
}
