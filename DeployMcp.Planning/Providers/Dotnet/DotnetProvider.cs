using DeployMcp.Planning.Plans;
using DeployMcp.Planning.Providers.Languages;
using DeployMcp.Planning.Source;

namespace DeployMcp.Planning.Providers.Dotnet;

/// <summary>A .NET project, published; of several the one that serves the web.</summary>
internal sealed class DotnetProvider : LanguageProvider
{
    private const string App = $"{LanguagePlan.Output}/app";

    private static readonly Dictionary<string, string> BuildVariables = new(StringComparer.Ordinal)
    {
        ["MSBUILDDISABLENODEREUSE"] = "1",
        ["DOTNET_CLI_USE_MSBUILD_SERVER"] = "0",
        ["MSBUILDTERMINALLOGGER"] = "off",
    };

    /// <summary>The server's garbage collector takes memory for each core of the machine, not of the service's share.</summary>
    private static readonly Dictionary<string, string> RuntimeVariables = new(StringComparer.Ordinal) { ["DOTNET_gcServer"] = "0", ["DOTNET_NOLOGO"] = "1" };

    public override string Name => ".NET";

    public override string LooksFor => "a .csproj, .fsproj or .vbproj file, or Program.cs or app.cs alone";

    /// <summary>Beside a package.json only what lies at the top: deeper ones may be its tools.</summary>
    protected override string? Recognise(SourceTree source)
    {
        var projects = source.Files.Where(DotnetProject.IsProjectFile).ToList();
        return projects.FirstOrDefault(f => !f.Contains('/', StringComparison.Ordinal))
            ?? (source.Has("package.json") && !source.Files.Any(IsSolution) ? null : projects.FirstOrDefault() ?? FileApp(source));
    }

    protected override LanguagePlan Draft(SourceTree source)
    {
        var projects = DotnetProject.All(source);
        var plan = new LanguagePlan(Name)
        {
            BuildEnvironment = BuildVariables,
            RuntimeEnvironment = RuntimeVariables,
            Caches = [new("nuget", Variable: "NUGET_PACKAGES")],
            StartLookedFor = projects.Count == 0
                ? "a project that is no test"
                : $"one project with the web SDK, or one with OutputType Exe (found: {string.Join(", ", projects.Select(p => $"{p.Path} ({p.Kind})"))}); root_directory can name the directory of one",
        };
        if (Choose(projects) is { } chosen)
        {
            return Publish(plan, source, chosen);
        }

        return projects.Count == 0 && FileApp(source) is { } file ? PublishFile(plan, file) : plan;
    }

    private static LanguagePlan Publish(LanguagePlan plan, SourceTree source, DotnetProject project)
    {
        var directory = project.Path[..^Path.GetFileName(project.Path).Length];
        var locked = source.Has($"{directory}packages.lock.json") ? " --locked-mode" : "";
        return plan with
        {
            Install = new PlannedStep($"dotnet restore \"$1\"{locked}", $"Restores {project.Path}{(locked.Length == 0 ? "" : " as packages.lock.json has it")}", "dotnet")
            {
                Arguments = [project.Path],
                Shown = $"dotnet restore {project.Path}{locked}",
            },
            Build = new PlannedStep($"dotnet publish \"$1\" --configuration Release --no-restore --output {App}", $"Publishes {project.Path}, {KindText(project.Kind)}", "dotnet")
            {
                Arguments = [project.Path],
                Shown = $"dotnet publish {project.Path} --configuration Release",
            },
            Start = project.Kind == DotnetKind.WebAssembly ? null : Start(project.Name, project.IsNative),
            Site = project.Kind == DotnetKind.WebAssembly ? new SiteOutput([$"{App}/wwwroot"], SinglePageApp: true) : null,
        };
    }

    /// <summary>A single C# file with its own directives ("File-based apps" of .NET 10); by default it would be compiled to native code.</summary>
    private static LanguagePlan PublishFile(LanguagePlan plan, string file) => plan with
    {
        Build = new PlannedStep($"dotnet publish {file} --configuration Release -p:PublishAot=false --output {App}", $"Publishes {file}, a file-based app", "dotnet"),
        Start = Start(file[..^".cs".Length], isNative: false),
    };

    /// <summary>From its own directory: there it looks for appsettings.json and wwwroot.</summary>
    private static PlannedStep Start(string name, bool isNative) => new(
        $"cd {App} && export ASPNETCORE_URLS=\"${{ASPNETCORE_URLS:-http://0.0.0.0:$PORT}}\" && exec {(isNative ? "\"./$1\"" : "dotnet \"$1.dll\"")}",
        $"Starts {name}{(isNative ? "" : ".dll")}", isNative ? [] : ["dotnet"])
    {
        Arguments = [name],
    };

    /// <summary>Null where several fit: a wrong guess would publish the wrong app.</summary>
    private static DotnetProject? Choose(IReadOnlyList<DotnetProject> projects)
    {
        foreach (var kind in (DotnetKind[])[DotnetKind.Web, DotnetKind.WebAssembly, DotnetKind.Console])
        {
            var fitting = projects.Where(p => p.Kind == kind).ToList();
            if (fitting.Count > 0)
            {
                var highest = fitting.Where(p => p.Depth == fitting.Min(q => q.Depth)).ToList();
                return highest.Count == 1 ? highest[0] : null;
            }
        }

        return null;
    }

    private static string? FileApp(SourceTree source)
    {
        var files = source.Files.Where(f => f.EndsWith(".cs", StringComparison.Ordinal)).ToList();
        return files is [var only] && only is "Program.cs" or "app.cs" or "main.cs" or "server.cs" ? files[0] : null;
    }

    private static bool IsSolution(string file)
        => !file.Contains('/', StringComparison.Ordinal) && (file.EndsWith(".sln", StringComparison.Ordinal) || file.EndsWith(".slnx", StringComparison.Ordinal));

    private static string KindText(DotnetKind kind) => kind switch
    {
        DotnetKind.Web => "the project with the web SDK",
        DotnetKind.WebAssembly => "a Blazor WebAssembly app",
        _ => "the only program",
    };
}
