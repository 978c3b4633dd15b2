using DeployMcp.Planning.Plans;
using DeployMcp.Planning.Providers.Languages;

namespace DeployMcp.Planning.Providers.Python;

/// <summary>
/// Dependencies go into <c>.venv</c> of the checkout, which becomes the release at another path. A virtual environment finds
/// itself by where its python is started from; only the scripts in its bin name their interpreter absolutely, and those are
/// made to look beside themselves.
/// </summary>
internal static class PythonInstall
{
    public const string Environment = ".venv";

    /// <summary>The environment's programs first, for our lines as for the user's.</summary>
    public const string Prelude = "export PATH=\"$PWD/.venv/bin:$PATH\" VIRTUAL_ENV=\"$PWD/.venv\"; ";

    /// <summary>For a src layout: the packages in it, without being installed.</summary>
    public const string SourcePrelude = "export PYTHONPATH=\"$PWD/src${PYTHONPATH:+:$PYTHONPATH}\"; ";

    private const string Pip = "python3 -m pip install --no-input --progress-bar off";

    /// <summary>A first line that sh and Python both understand: sh starts the python3 beside the script with it, to Python it is a string.</summary>
    private const string Relocate =
        """
        find .venv/bin -type f -exec sed -i "1s|^#!.*/python.*$|#!/bin/sh\n'''exec' \"\$(dirname -- \"\$(realpath -- \"\$0\")\")/python3\" \"\$0\" \"\$@\"\n' '''|" {} +
        """;

    public static IReadOnlyDictionary<string, string> Variables { get; } = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["PIPENV_VENV_IN_PROJECT"] = "1",
        ["POETRY_VIRTUALENVS_CREATE"] = "true",
        ["POETRY_VIRTUALENVS_IN_PROJECT"] = "true",
        ["UV_PYTHON_DOWNLOADS"] = "never",
        ["UV_LINK_MODE"] = "copy",
    };

    public static IReadOnlyList<BuildCache> CachesOf(PythonManager manager) => manager switch
    {
        PythonManager.None => [],
        PythonManager.Uv => [new("uv", Variable: "UV_CACHE_DIR")],
        PythonManager.Poetry => [new("poetry", Variable: "POETRY_CACHE_DIR")],
        PythonManager.Pipenv => [new("pip", Variable: "PIP_CACHE_DIR"), new("pipenv", Variable: "PIPENV_CACHE_DIR")],
        _ => [new("pip", Variable: "PIP_CACHE_DIR")],
    };

    public static PlannedStep Of(PythonProject project) => project.Manager switch
    {
        PythonManager.None => new($"python3 -m venv --without-pip {Environment}", "No dependencies to install", "python3"),
        PythonManager.Requirements => Requirements(project),
        PythonManager.Uv => Locked(project, "uv", "uv.lock", "uv sync --frozen --no-dev --no-editable", isKept: !project.IsPackage),
        PythonManager.Poetry => Locked(project, "poetry", "poetry.lock", "poetry install --only main --no-root --no-interaction --no-ansi", isKept: true),
        PythonManager.Pipenv => Locked(project, "pipenv", "Pipfile.lock", project.Source.Has("Pipfile.lock") ? "pipenv sync" : "pipenv install --skip-lock", isKept: true),
        PythonManager.Pyproject => Pyproject(project),
        _ => throw new ArgumentOutOfRangeException(nameof(project), project.Manager, "No such manager."),
    };

    /// <summary>The user's own line in an environment that is there already, with a pip that may install into it.</summary>
    public static string Around(string line) => $"[ -d {Environment} ] || python3 -m venv {Environment} || exit; {{ {line}\n}} && {Relocate}";

    private static PlannedStep Requirements(PythonProject project)
    {
        const string command = Pip + " -r requirements.txt";
        return new PlannedStep(InNewEnvironment(command), "Installs with pip because of requirements.txt", "python3")
        {
            Shown = "pip install -r requirements.txt",
            Cache = project.Requirements.All(IsOwnKey) ? Cache([command, .. project.Requirements]) : null,
        };
    }

    /// <summary>Only what it depends on: the app is started from its own directory.</summary>
    private static PlannedStep Pyproject(PythonProject project)
    {
        var isWhole = project.HasDynamicDependencies || project.Scripts.Count > 0;
        var command = isWhole ? $"{Pip} ." : $"{Pip} \"$@\"";
        return new PlannedStep(InNewEnvironment(command), "Installs with pip because of pyproject.toml", "python3")
        {
            Shown = isWhole ? "pip install ." : $"pip install {string.Join(' ', project.Declared)}",
            Arguments = isWhole ? [] : project.Declared,
            Cache = !isWhole && project.Declared.All(IsOwnKey) ? Cache([command, .. project.Declared]) : null,
        };
    }

    private static PlannedStep Locked(PythonProject project, string tool, string lockfile, string command, bool isKept)
    {
        var locked = project.Source.Read(lockfile);
        var manifest = project.Source.Read("pyproject.toml") ?? project.Source.Read("Pipfile") ?? "";
        return new PlannedStep($"{command} && {Relocate}", $"Installs with {tool} because of {(locked is null ? project.Source.FirstOf("Pipfile", "pyproject.toml") : lockfile)}", "python3", tool)
        {
            Shown = command,
            Cache = isKept && locked is not null && !manifest.Contains("path =", StringComparison.Ordinal) ? Cache([command, manifest, locked]) : null,
        };
    }

    private static string InNewEnvironment(string command) => $"python3 -m venv --clear {Environment} && {command} && {Relocate}";

    private static DependencyCache Cache(IReadOnlyList<string> inputs) => new([Environment], inputs, [], null);

    /// <summary>The line's own text decides what is installed: it leads to no file of the checkout.</summary>
    private static bool IsOwnKey(string requirement)
        => requirement[0] is not ('.' or '/')
            && !requirement.Contains("file:", StringComparison.Ordinal)
            && (requirement[0] != '-' || requirement.StartsWith("-i", StringComparison.Ordinal) || requirement.StartsWith("--index", StringComparison.Ordinal) || requirement.StartsWith("--extra-index", StringComparison.Ordinal));
}
