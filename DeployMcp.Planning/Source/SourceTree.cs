namespace DeployMcp.Planning.Source;

/// <summary>What planning knows of a checkout: the names of its files and the text of the few small ones that say how it is built.</summary>
/// <param name="files">Paths with '/' relative to the root, no directories.</param>
/// <param name="contents">Text of manifests, by the same paths.</param>
public sealed class SourceTree(IEnumerable<string> files, IReadOnlyDictionary<string, string> contents)
{
    /// <summary>Names that a reader of a checkout loads; others are known by name only.</summary>
    public static readonly IReadOnlySet<string> Manifests = new HashSet<string>(StringComparer.Ordinal)
    {
        "Dockerfile", "Containerfile",
        "package.json", "package-lock.json", "npm-shrinkwrap.json", ".npmrc", "Procfile", ".nvmrc", ".node-version",
        "pnpm-lock.yaml", "pnpm-workspace.yaml", ".pnpmfile.cjs", "yarn.lock", ".yarnrc", ".yarnrc.yml", "bun.lock", "bun.lockb", "bunfig.toml",
        "angular.json", "next.config.js", "next.config.mjs", "next.config.cjs", "next.config.ts", "react-router.config.ts", "react-router.config.js",
        "svelte.config.js", "svelte.config.ts", "vite.config.js", "vite.config.mjs", "vite.config.ts", "astro.config.mjs", "astro.config.js", "astro.config.ts",
        "requirements.txt", "pyproject.toml", "Pipfile", "Pipfile.lock", "uv.lock", "poetry.lock", "main.py", "app.py", "server.py", "wsgi.py", "asgi.py",
        "application.py", "api.py", "run.py", "go.mod", "go.sum", "Cargo.toml", "pom.xml", "build.gradle", "build.gradle.kts", "settings.gradle",
        "settings.gradle.kts", "Gemfile", "Gemfile.lock", "composer.json", "composer.lock", "deno.json", "deno.jsonc", "deno.lock", "mix.exs", "mix.lock",
    };

    private static readonly string[] ManifestEndings = [".csproj", ".fsproj", ".vbproj"];

    /// <summary>Whether the text of the file at that path is read.</summary>
    public static bool IsManifest(string path)
        => Manifests.Contains(Path.GetFileName(path)) || ManifestEndings.Any(e => path.EndsWith(e, StringComparison.OrdinalIgnoreCase));

    private SourceTree? _checkout;
    private readonly SortedSet<string> _files = new(files, StringComparer.Ordinal);

    /// <summary>The whole commit, of which this may be one directory.</summary>
    public SourceTree Checkout => _checkout ?? this;

    /// <summary>Where this is in <see cref="Checkout"/>; empty for all of it.</summary>
    public string Directory { get; private init; } = "";

    public IReadOnlyCollection<string> Files => _files;

    public bool Has(string path) => _files.Contains(path);

    /// <summary>The text of a manifest; null when there is none, or none that was small enough to be read.</summary>
    public string? Read(string path) => contents.GetValueOrDefault(path);

    public bool HasDirectory(string path)
    {
        var prefix = path + "/";
        return _files.GetViewBetween(prefix, path + "0").Any(f => f.StartsWith(prefix, StringComparison.Ordinal));
    }

    /// <summary>The first of <paramref name="paths"/> that exists.</summary>
    public string? FirstOf(params IEnumerable<string> paths) => paths.FirstOrDefault(Has);

    /// <summary>The tree as it looks from one of its directories.</summary>
    public SourceTree Under(string? directory)
    {
        if (string.IsNullOrEmpty(directory))
        {
            return this;
        }

        var prefix = directory + "/";
        return new SourceTree(
            _files.Where(f => f.StartsWith(prefix, StringComparison.Ordinal)).Select(f => f[prefix.Length..]),
            contents.Where(c => c.Key.StartsWith(prefix, StringComparison.Ordinal))
                .ToDictionary(c => c.Key[prefix.Length..], c => c.Value, StringComparer.Ordinal))
        {
            _checkout = Checkout,
            Directory = Directory.Length == 0 ? directory : $"{Directory}/{directory}",
        };
    }
}
