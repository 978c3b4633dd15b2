using System.Text;
using DeployMcp.Planning.Plans;

namespace DeployMcp.Planning.Providers.Node;

/// <summary>What is built, after those packages of the workspace that it is built from.</summary>
internal static class NodeBuild
{
    private static readonly Dictionary<string, string> Production = new(StringComparer.Ordinal) { ["NODE_ENV"] = "production" };

    public static (BuildStep? Step, string? Reason) Of(NodeProject project)
    {
        if (project.Settings.BuildCommand is { } own)
        {
            return (new BuildStep(project.Scripts.UserCommand(own), own, Environment(project)), "Builds with your build_command");
        }

        var needed = Needed(project);
        if (Own(project) is not { } build)
        {
            return needed.Count == 0
                ? default
                : (new BuildStep(["sh", "-c", Before(project, needed)], $"the build of {string.Join(", ", needed)}", Environment(project)), $"Builds {string.Join(", ", needed)}, which it depends on");
        }

        var reason = needed.Count == 0 ? build.Reason : $"{build.Reason}, after {string.Join(", ", needed)}, which it depends on";
        return (new BuildStep(Complete(project, needed, build.Command), build.Shown, Environment(project)), reason);
    }

    private static (IReadOnlyList<string> Command, string Shown, string Reason)? Own(NodeProject project)
    {
        if (project.Package?.Script("build") is { } script)
        {
            return (project.Scripts.Command(project.Package, "build"), script, $"Builds with package.json's build script: {script}");
        }

        if (project.Framework?.Build is { } line && project.Settings.StartCommand is null)
        {
            return (project.Scripts.Program(line), line, $"Builds with {line}: {project.Framework.Name} without a build script");
        }

        return NodeSteps.CanCompile(project) && NodeStart.MissingOutput(project) is { } file
            ? (project.Scripts.Program("tsc"), "tsc", $"Builds with tsc: {file} is nowhere in the repo, and no build script makes it")
            : null;
    }

    /// <summary>The packages of the workspace that this one depends on and that have something to build.</summary>
    private static IReadOnlyList<string> Needed(NodeProject project)
        => project.Workspace is { } workspace ? [.. workspace.DependenciesOf(project.Path).Where(m => workspace.Members[m].Script("build") is not null)] : [];

    private static IReadOnlyList<string> Complete(NodeProject project, IReadOnlyList<string> needed, IReadOnlyList<string> command)
    {
        var prefix = project.Framework?.BuildPrefix;
        var after = project.Framework?.AfterBuild;
        if (needed.Count == 0 && prefix is null && after is null)
        {
            return command;
        }

        var line = command is ["sh", "-c", var script] ? script : string.Join(' ', command);
        return ["sh", "-c", $"{Before(project, needed)}({prefix}{line}) || exit\n{after}"];
    }

    private static string Before(NodeProject project, IReadOnlyList<string> needed)
    {
        var lines = new StringBuilder();
        foreach (var member in needed)
        {
            lines.Append(NodeScript.Elsewhere(NodeScript.Up(project.Path) + member, project.Workspace!.Members[member], "build", member)).Append(" || exit\n");
        }

        return lines.ToString();
    }

    private static Dictionary<string, string> Environment(NodeProject project) => NodeSteps.Merge(Production, project.Framework?.BuildEnvironment);
}
