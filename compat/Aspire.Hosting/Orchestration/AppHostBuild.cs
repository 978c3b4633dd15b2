using System.Reflection;
using System.Runtime.Versioning;

namespace Aspire.Hosting.Orchestration;

/// <summary>How the AppHost itself was built: its projects were built the same way.</summary>
/// <param name="Configuration">Debug or Release.</param>
/// <param name="TargetFramework">For example net10.0.</param>
/// <param name="Outputs">The output of each referenced project, relative to the project's directory, by the project's path.</param>
internal sealed record AppHostBuild(string Configuration, string TargetFramework, IReadOnlyDictionary<string, string> Outputs)
{
    private const string OutputKey = "aspireprojectoutput:";

    public static AppHostBuild Of(Assembly? assembly)
    {
        var configuration = assembly?.GetCustomAttribute<AssemblyConfigurationAttribute>()?.Configuration;
        var framework = assembly?.GetCustomAttribute<TargetFrameworkAttribute>()?.FrameworkName;
        var version = framework is null ? Environment.Version : new FrameworkName(framework).Version;
        var outputs = (assembly?.GetCustomAttributes<AssemblyMetadataAttribute>() ?? [])
            .Where(a => a is { Value: not null } && a.Key.StartsWith(OutputKey, StringComparison.Ordinal))
            .ToDictionary(a => a.Key[OutputKey.Length..], a => a.Value!, StringComparer.Ordinal);
        return new AppHostBuild(configuration is { Length: > 0 } ? configuration : "Debug", $"net{version.Major}.{version.Minor}", outputs);
    }
}
