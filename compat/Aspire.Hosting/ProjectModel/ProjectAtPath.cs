namespace Aspire.Hosting.ProjectModel;

/// <summary>A project that was added by its path.</summary>
internal sealed class ProjectAtPath(string path) : IProjectMetadata
{
    public string ProjectPath { get; } = Directory.Exists(path) ? Directory.GetFiles(path, "*.*proj").FirstOrDefault() ?? path : path;
}
