using DeployMcp.Planning.Plans;
using DeployMcp.Planning.Source;

namespace DeployMcp.Planning.Providers.Node;

/// <summary>Which program serves, if one does.</summary>
internal static class NodeStart
{
    private static readonly string[] EntryFiles = ["server.js", "index.js", "app.js", "server.mjs", "index.mjs", "app.mjs", "server.cjs", "index.cjs", "app.cjs"];

    /// <summary>Start scripts that serve source to a developer; what is deployed is the build's output.</summary>
    private static readonly string[] DevelopmentServers =
        ["vite", "react-scripts start", "vue-cli-service serve", "ng serve", "parcel", "webpack serve", "webpack-dev-server"];

    private static readonly string[] OutputDirectories = ["dist/", "build/", "lib/", "out/", ".output/"];

    /// <summary>Null when nothing here is a server.</summary>
    public static (IReadOnlyList<string> Command, string Reason)? Find(SourceTree source, PackageJson? package, PlanSettings settings)
    {
        if (settings.StartCommand is { } own)
        {
            return (NodeScript.UserCommand(own), "Starts with your start_command");
        }

        if (package?.Script("start") is { } start && !(package.Script("build") is not null && IsDevelopmentServer(start)))
        {
            return (NodeScript.Command(package, "start"), $"Starts with package.json's start script: {start}");
        }

        if (ProcfileCommand.Web(source) is { } web)
        {
            return (NodeScript.UserCommand(web), $"Starts with Procfile's web line: {web}");
        }

        return EntryFile(source, package) is { } file ? (["node", file], $"Starts with node {file}") : null;
    }

    private static string? EntryFile(SourceTree source, PackageJson? package)
    {
        // A page beside a build script, or without any package.json, makes index.js a script for browsers.
        var forBrowsers = (package is null || package.Script("build") is not null) && source.FirstOf("index.html", "public/index.html") is not null;
        if (package?.Main is { } main && IsOwnFile(main))
        {
            if (!forBrowsers && source.FirstOf(main, main + ".js", main + "/index.js") is { } found)
            {
                return found;
            }

            if (package.Script("build") is not null && OutputDirectories.Any(d => main.StartsWith(d, StringComparison.Ordinal)))
            {
                return main;
            }
        }

        return source.FirstOf(EntryFiles.Where(f => !forBrowsers || f.StartsWith("server.", StringComparison.Ordinal)));
    }

    private static bool IsOwnFile(string path) => path.Length > 0 && path[0] is not ('/' or '-') && !path.Split('/').Contains("..");

    private static bool IsDevelopmentServer(string script)
        => DevelopmentServers.Any(s => script == s || script.StartsWith(s + " ", StringComparison.Ordinal)) && !script.StartsWith("vite preview", StringComparison.Ordinal);
}
