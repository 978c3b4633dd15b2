using System.Runtime.InteropServices;
using Aspire.Hosting.ApplicationModel;

namespace Aspire.Hosting.Orchestration;

/// <summary>How a built project is started.</summary>
/// <param name="Executable">Its own executable, or dotnet.</param>
/// <param name="Arguments">The library, when it is dotnet.</param>
/// <param name="ProjectDirectory">The project's directory, where its appsettings.json is.</param>
internal sealed record ProjectCommand(string Executable, IReadOnlyList<string> Arguments, string ProjectDirectory)
{
    /// <summary>The installation that this process runs on; children use it too.</summary>
    public static string DotnetRoot { get; } = Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", ".."));

    /// <exception cref="DistributedApplicationException">The project isn't built.</exception>
    public static ProjectCommand For(ProjectResource project, AppHostBuild build)
    {
        var path = project.GetProjectMetadata().ProjectPath;
        var directory = Path.GetDirectoryName(path)!;
        var candidates = Candidates(path, directory, build).ToArray();
        var library = candidates.FirstOrDefault(File.Exists) ?? throw new DistributedApplicationException(
            $"The project resource '{project.Name}' has not been built: {candidates[0]} does not exist. Run 'dotnet build {path}'.");
        var executable = Path.ChangeExtension(library, extension: null);
        return ExecutablePath.Find(executable) is { } own
            ? new ProjectCommand(own, [], directory)
            : new ProjectCommand(Path.Combine(DotnetRoot, "dotnet"), [library], directory);
    }

    private static IEnumerable<string> Candidates(string path, string directory, AppHostBuild build)
    {
        if (build.Outputs.TryGetValue(path, out var output))
        {
            yield return Path.GetFullPath(output, directory);
        }

        var file = $"{Path.GetFileNameWithoutExtension(path)}.dll";
        var configuration = Path.Combine(directory, "bin", build.Configuration);
        yield return Path.Combine(configuration, build.TargetFramework, file);
        foreach (var framework in Directory.Exists(configuration) ? Directory.GetDirectories(configuration) : [])
        {
            yield return Path.Combine(framework, file);
        }
    }
}
