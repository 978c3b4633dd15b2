using System.Text.RegularExpressions;

namespace DeployMcp.Planning.Providers.Node;

/// <summary>Tells start scripts for a developer from those for a server.</summary>
internal static partial class StartScript
{
    /// <summary>They serve source, or a look at the build's output, to whoever sits before the machine.</summary>
    private static readonly string[] DevelopmentServers =
    [
        "vite", "react-scripts start", "vue-cli-service serve", "ng serve", "ng s", "parcel", "webpack serve", "webpack-dev-server", "next dev", "nuxt dev", "nuxi dev",
        "astro dev", "astro preview", "react-router dev", "remix dev", "remix vite:dev", "gatsby develop", "gatsby serve", "docusaurus start", "docusaurus serve",
        "vitepress dev", "vitepress preview", "rsbuild dev", "rsbuild preview", "rspack serve", "eleventy --serve", "svelte-kit dev", "hexo server",
    ];

    public static bool IsDevelopmentServer(string script) => StartsWithAny(script, DevelopmentServers);

    public static bool StartsWithAny(string script, IEnumerable<string> commands)
    {
        var bare = Wrappers().Replace(script.Trim(), "");
        return commands.Any(c => bare == c || bare.StartsWith(c + " ", StringComparison.Ordinal));
    }

    /// <summary>Assignments and launchers in front of the program.</summary>
    [GeneratedRegex(@"^((cross-env|npx|bunx|pnpm exec|yarn|dotenv --) +|[A-Za-z_][A-Za-z0-9_]*=\S* +)*", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Wrappers();
}
