using DeployMcp.Planning.Plans;
using DeployMcp.Planning.Source;

namespace DeployMcp.Planning.Containers.Generated;

/// <summary>
/// The files that alone decide what a plan's install step installs, so that its layer is used again when only other files have
/// changed. A plan says by its dependencies' cache whether there is such a set.
/// </summary>
public static class InstallManifests
{
    /// <summary>Each directory is an instruction of its own.</summary>
    private const int MostDirectories = 60;

    /// <summary>Of packages whose install scripts look into the project beside them.</summary>
    private static readonly string[] ReadTheProject = ["@prisma/client", "puppeteer"];

    private static readonly HashSet<string> Names = new(StringComparer.Ordinal)
    {
        "package.json", "package-lock.json", "npm-shrinkwrap.json", ".npmrc", ".nvmrc", ".node-version", "pnpm-lock.yaml", "pnpm-workspace.yaml",
        ".pnpmfile.cjs", "yarn.lock", ".yarnrc", ".yarnrc.yml", "bun.lock", "bun.lockb", "bunfig.toml", "requirements.txt", "pyproject.toml", "uv.lock",
        "uv.toml", "poetry.lock", "poetry.toml", "Pipfile", "Pipfile.lock", ".python-version", "Gemfile", "Gemfile.lock", ".ruby-version", ".tool-versions",
    };

    /// <param name="source">The whole checkout.</param>
    /// <returns>Paths in the checkout; none where the step needs all of it.</returns>
    public static IReadOnlyList<string> Of(BuildPlan plan, SourceTree source)
    {
        if (plan.Install is not { Cache: { ProjectScripts: [] } cache } install || cache.KeyInputs.Any(k => ReadTheProject.Any(p => k.Contains(p, StringComparison.Ordinal))))
        {
            return [];
        }

        var directory = install.Directory ?? plan.Directory;
        var prefix = directory.Length == 0 ? "" : $"{directory}/";
        if (cache.Directories.Any(d => source.HasDirectory(prefix + d)))
        {
            return [];
        }

        var found = source.Files.Where(f => f.StartsWith(prefix, StringComparison.Ordinal) && Counts(f[prefix.Length..], isWorkspace: install.Directory is not null)).ToList();
        return found.Any(f => f.AsSpan().ContainsAny("*?[\\")) || found.Select(Path.GetDirectoryName).Distinct(StringComparer.Ordinal).Count() > MostDirectories ? [] : found;
    }

    private static bool Counts(string path, bool isWorkspace)
        => path.StartsWith(".yarn/", StringComparison.Ordinal)
            || (Names.Contains(Path.GetFileName(path)) && (!path.Contains('/', StringComparison.Ordinal) || (isWorkspace && !path.Contains("node_modules/", StringComparison.Ordinal))));
}
