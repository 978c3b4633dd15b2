using System.Text.RegularExpressions;
using DeployMcp.Planning.Providers.Node.Managers;

namespace DeployMcp.Planning.Providers.Node;

/// <summary>Which program serves, if one does.</summary>
/// <param name="NeedsTsx">Whether the command loads tsx from the release's own tools.</param>
internal sealed partial record NodeStart(IReadOnlyList<string> Command, string Reason, bool NeedsTsx = false)
{
    private static readonly string[] EntryFiles = ["server.js", "index.js", "app.js", "server.mjs", "index.mjs", "app.mjs", "server.cjs", "index.cjs", "app.cjs"];

    private static readonly string[] TypeScriptEntries =
        ["src/index.ts", "src/server.ts", "src/main.ts", "src/app.ts", "index.ts", "server.ts", "main.ts", "app.ts", "src/index.mts", "index.mts"];

    private static readonly string[] OutputDirectories = ["dist/", "build/", "lib/", "out/", ".output/"];

    /// <summary>Null when nothing here is a server.</summary>
    public static NodeStart? Find(NodeProject project)
    {
        if (project.Settings.StartCommand is { } own)
        {
            return new NodeStart(project.Scripts.UserCommand(own), "Starts with your start_command");
        }

        if (ProcfileCommand.Web(project.Source) is { } web)
        {
            return new NodeStart(project.Scripts.UserCommand(web), $"Starts with Procfile's web line: {web}");
        }

        if (Script(project) is { } name)
        {
            return new NodeStart(project.Scripts.Command(project.Package!, name), $"Starts with package.json's {name} script: {project.Package!.Script(name)}");
        }

        if (project.Framework?.Start is { } line)
        {
            return new NodeStart(project.Scripts.Program(line), $"Starts with {line}, as {project.Framework.Name} wants it");
        }

        return EntryFile(project) is { } file ? Entry(project, file) : TypeScriptEntry(project) is { } source ? TypeScript(project, source) : null;
    }

    /// <summary>The file that a start script runs and only a build can make; null when there is none.</summary>
    public static string? MissingOutput(NodeProject project)
        => (Script(project) is { } script ? NodeFile().Match(project.Package!.Script(script)!).Groups["file"].Value : project.Package?.Main) is { Length: > 0 } file
            && OutputDirectories.Any(d => Plain(file).StartsWith(d, StringComparison.Ordinal)) && project.Source.FirstOf(Plain(file), Plain(file) + ".js", Plain(file) + "/index.js") is null
            ? file : null;

    /// <summary>What is deployed is the build's output, not what a developer's start script serves.</summary>
    private static string? Script(NodeProject project)
    {
        var package = project.Package;
        var canBuild = package?.Script("build") is not null || project.Settings.BuildCommand is not null || project.Framework?.Build is not null;
        bool IsForServers(string name) => package?.Script(name) is { } script
            && !(canBuild && (StartScript.IsDevelopmentServer(script) || StartScript.StartsWithAny(script, project.Framework?.ReplacedStarts ?? [])));
        return IsForServers("start") ? "start" : package?.Script("start") is not null && IsForServers("start:prod") ? "start:prod" : null;
    }

    private static NodeStart Entry(NodeProject project, string file)
    {
        var program = project.Manager?.Kind == PackageManagerKind.Bun ? "bun" : "node";
        return new NodeStart([program, file], $"Starts with {program} {file}");
    }

    private static NodeStart TypeScript(NodeProject project, string file)
    {
        if (project.Manager?.Kind == PackageManagerKind.Bun)
        {
            return new NodeStart(["bun", file], $"Starts with bun {file}");
        }

        return project.DependsOn("tsx")
            ? new NodeStart(["node", "--import", "tsx", file], $"Starts with tsx {file}: nothing builds the TypeScript")
            : new NodeStart(
                ["sh", "-c", $"exec node --import \"${Plans.NpmTool.DirectoryVariable}/tsx/node_modules/tsx/dist/loader.mjs\" {file}"],
                $"Starts with tsx {file}: nothing builds the TypeScript",
                NeedsTsx: true);
    }

    private static string? EntryFile(NodeProject project)
    {
        // A page beside a build script, or without any package.json, makes index.js a script for browsers.
        var package = project.Package;
        var hasPage = project.Source.FirstOf("index.html", "public/index.html") is not null;
        var forBrowsers = project.Framework?.Site is not null || ((package is null || package.Script("build") is not null) && hasPage);
        if (package?.Main is { } main && IsOwnFile(main) && !main.EndsWith("ts", StringComparison.Ordinal))
        {
            if (!forBrowsers && project.Source.FirstOf(main, main + ".js", main + "/index.js") is { } found)
            {
                return found;
            }

            if ((package.Script("build") is not null || NodeSteps.CanCompile(project)) && OutputDirectories.Any(d => main.StartsWith(d, StringComparison.Ordinal)))
            {
                return main;
            }
        }

        return project.Source.FirstOf(EntryFiles.Where(f => !forBrowsers || f.StartsWith("server.", StringComparison.Ordinal)));
    }

    /// <summary>Only without a build script: where there is one, its output is what runs.</summary>
    private static string? TypeScriptEntry(NodeProject project)
    {
        if (project.Package is not { } package || package.Script("build") is not null || project.Settings.BuildCommand is not null || project.Framework?.Site is not null)
        {
            return null;
        }

        return package.Main is { } main && IsOwnFile(main) && main.EndsWith("ts", StringComparison.Ordinal) && project.Source.Has(main) ? main : project.Source.FirstOf(TypeScriptEntries);
    }

    private static string Plain(string path) => path.StartsWith("./", StringComparison.Ordinal) ? path[2..] : path;

    private static bool IsOwnFile(string path) => OwnFile().IsMatch(path) && !path.Split('/').Contains("..");

    [GeneratedRegex(@"^[A-Za-z0-9_.@][A-Za-z0-9_./@-]*\z", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex OwnFile();

    [GeneratedRegex(@"^([A-Za-z_]\w*=\S* )*node (--?[\w=./-]+ )*(?<file>[\w./@-]+)", RegexOptions.CultureInvariant)]
    private static partial Regex NodeFile();
}
