using System.Text.Json;
using Aspire.Hosting.ApplicationModel;

namespace Aspire.Hosting.ProjectModel;

/// <summary>Turns a launch profile into endpoints, arguments and variables of the resource.</summary>
internal static class LaunchProfiles
{
    private static readonly JsonSerializerOptions Lenient = new() { ReadCommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true };

    /// <exception cref="DistributedApplicationException">A profile is asked for which the file doesn't have, or the file is no JSON.</exception>
    public static void Apply(IResourceBuilder<ProjectResource> project)
    {
        if (!project.ApplicationBuilder.ExecutionContext.IsRunMode || Select(project.Resource) is not { } profile)
        {
            return;
        }

        AddEndpoints(project, profile.ApplicationUrl);
        project.WithEnvironment(context =>
        {
            foreach (var (name, value) in profile.EnvironmentVariables)
            {
                context.EnvironmentVariables[name] = Environment.ExpandEnvironmentVariables(value);
            }
        });
        if (profile.CommandLineArgs is { Length: > 0 } line)
        {
            project.WithArgs([.. CommandLine.Split(line)]);
        }
    }

    private static void AddEndpoints(IResourceBuilder<ProjectResource> project, string? urls)
    {
        var counts = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var url in urls?.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) ?? [])
        {
            var address = Microsoft.AspNetCore.Http.BindingAddress.Parse(url);
            var count = counts[address.Scheme] = counts.GetValueOrDefault(address.Scheme) + 1;
            project.WithEndpoint(count == 1 ? address.Scheme : $"{address.Scheme}{count}", endpoint =>
            {
                endpoint.UriScheme = address.Scheme;
                endpoint.Port = address.Port == 0 ? null : address.Port;
                endpoint.TargetHost = address.Host is "*" or "+" ? "0.0.0.0" : address.Host;
                endpoint.FromLaunchProfile = true;
            });
        }
    }

    private static LaunchProfile? Select(ProjectResource project)
    {
        if (project.HasAnnotationOfType<ExcludeLaunchProfileAnnotation>() || Read(project) is not { } settings)
        {
            return null;
        }

        if (project.TryGetLastAnnotation<LaunchProfileAnnotation>(out var chosen))
        {
            return settings.Profiles.GetValueOrDefault(chosen.LaunchProfileName) ?? throw new DistributedApplicationException(
                $"Launch settings file for '{project.Name}' does not contain a profile named '{chosen.LaunchProfileName}'.");
        }

        var usual = project.TryGetLastAnnotation<DefaultLaunchProfileAnnotation>(out var byDefault)
            ? settings.Profiles.GetValueOrDefault(byDefault.LaunchProfileName)
            : null;
        return usual ?? settings.Profiles.Values.FirstOrDefault(p => p.CommandName == "Project");
    }

    private static LaunchSettings? Read(ProjectResource project)
    {
        var metadata = project.GetProjectMetadata();
        if (metadata.LaunchSettings is { } given)
        {
            return given;
        }

        var path = Path.Combine(Path.GetDirectoryName(metadata.ProjectPath)!, "Properties", "launchSettings.json");
        if (!File.Exists(path))
        {
            return null;
        }

        try
        {
            return JsonSerializer.Deserialize<LaunchSettings>(File.ReadAllText(path), Lenient);
        }
        catch (JsonException e)
        {
            throw new DistributedApplicationException($"Failed to read the launch settings of '{project.Name}' at '{path}': {e.Message}", e);
        }
    }
}
