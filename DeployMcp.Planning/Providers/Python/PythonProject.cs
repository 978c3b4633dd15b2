using System.Text.Json;
using System.Text.RegularExpressions;
using DeployMcp.Planning.Providers.Languages;
using DeployMcp.Planning.Source;

namespace DeployMcp.Planning.Providers.Python;

internal enum PythonManager
{
    /// <summary>Nothing to install.</summary>
    None,
    Requirements,
    Uv,
    Poetry,
    Pipenv,

    /// <summary>pyproject.toml without a lockfile, as PEP 621 has it.</summary>
    Pyproject,
}

/// <summary>What a Python project's files say of its dependencies.</summary>
internal sealed partial class PythonProject
{
    private readonly TomlText _pyproject;
    private readonly HashSet<string> _packages;

    private PythonProject(SourceTree source)
    {
        Source = source;
        _pyproject = TomlText.Parse(source.Read("pyproject.toml"));
        Requirements = RequirementLines(source.Read("requirements.txt"));
        Manager = ManagerOf(source);
        _packages = [.. Requirements.Concat(Declared).Concat(_pyproject.Keys("tool.poetry.dependencies")).Concat(PipfilePackages(source)).Select(PackageName)];
    }

    public SourceTree Source { get; }

    public PythonManager Manager { get; }

    /// <summary>Lines of requirements.txt, without comments.</summary>
    public IReadOnlyList<string> Requirements { get; }

    /// <summary>The dependencies of pyproject.toml's project table.</summary>
    public IReadOnlyList<string> Declared => _pyproject.Strings("project", "dependencies");

    /// <summary>The build backend decides them: only it can tell.</summary>
    public bool HasDynamicDependencies => _pyproject.Strings("project", "dynamic").Contains("dependencies", StringComparer.Ordinal);

    /// <summary>The project itself is installed as a package.</summary>
    public bool IsPackage => _pyproject.HasTable("build-system");

    public IReadOnlyList<string> Scripts => [.. _pyproject.Keys("project.scripts").Concat(_pyproject.Keys("tool.poetry.scripts"))];

    public static PythonProject Read(SourceTree source) => new(source);

    /// <summary>Whether the package is asked for by name; what others bring along isn't known.</summary>
    public bool DependsOn(string package) => _packages.Contains(package);

    private PythonManager ManagerOf(SourceTree source)
    {
        if (source.Has("uv.lock"))
        {
            return PythonManager.Uv;
        }

        if (source.Has("poetry.lock") || (_pyproject.HasTable("tool.poetry.dependencies") && !source.Has("requirements.txt")))
        {
            return PythonManager.Poetry;
        }

        if (Requirements.Count > 0)
        {
            return PythonManager.Requirements;
        }

        if (source.Has("Pipfile"))
        {
            return PythonManager.Pipenv;
        }

        return Declared.Count > 0 || HasDynamicDependencies || Scripts.Count > 0 ? PythonManager.Pyproject : PythonManager.None;
    }

    /// <summary>Comments and continued lines as pip's "Requirements File Format" has them.</summary>
    private static List<string> RequirementLines(string? text)
        => [.. (text ?? "").Replace("\r", "", StringComparison.Ordinal).Replace("\\\n", " ", StringComparison.Ordinal).Split('\n')
            .Select(l => CommentInLine().Replace(l, "").Trim()).Where(l => l.Length > 0)];

    private static IEnumerable<string> PipfilePackages(SourceTree source)
    {
        var named = TomlText.Parse(source.Read("Pipfile")).Keys("packages");
        try
        {
            using var locked = JsonDocument.Parse(source.Read("Pipfile.lock") ?? "{}");
            return locked.RootElement.TryGetProperty("default", out var packages) && packages.ValueKind == JsonValueKind.Object
                ? [.. named, .. packages.EnumerateObject().Select(p => p.Name)]
                : named;
        }
        catch (JsonException)
        {
            // pipenv says what is wrong with it when it installs.
            return named;
        }
    }

    /// <summary>Normalised as PEP 503 has it.</summary>
    private static string PackageName(string requirement)
        => Separators().Replace(NameAtStart().Match(requirement).Value, "-").ToLowerInvariant();

    [GeneratedRegex(@"(^|\s)#.*$", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex CommentInLine();

    [GeneratedRegex("^[A-Za-z0-9][A-Za-z0-9._-]*", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex NameAtStart();

    [GeneratedRegex("[-_.]+", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Separators();
}
