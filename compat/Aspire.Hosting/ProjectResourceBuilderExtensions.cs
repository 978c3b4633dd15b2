using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.ProjectModel;
using Microsoft.Extensions.Hosting;

namespace Aspire.Hosting;

public static class ProjectResourceBuilderExtensions
{
    public static IResourceBuilder<ProjectResource> AddProject<TProject>(this IDistributedApplicationBuilder builder, string name)
        where TProject : IProjectMetadata, new()
        => builder.AddProject<TProject>(name, _ => { });

    /// <param name="builder">The application.</param>
    /// <param name="name">The resource's name.</param>
    /// <param name="launchProfileName">A profile of the project's launchSettings.json; null for none.</param>
    public static IResourceBuilder<ProjectResource> AddProject<TProject>(
        this IDistributedApplicationBuilder builder,
        string name,
        string? launchProfileName)
        where TProject : IProjectMetadata, new()
        => builder.AddProject<TProject>(name, options => Choose(options, launchProfileName));

    public static IResourceBuilder<ProjectResource> AddProject<TProject>(
        this IDistributedApplicationBuilder builder,
        string name,
        Action<ProjectResourceOptions> configure)
        where TProject : IProjectMetadata, new()
        => Add(builder, name, new TProject(), configure);

    public static IResourceBuilder<ProjectResource> AddProject(this IDistributedApplicationBuilder builder, string name, string projectPath)
        => builder.AddProject(name, projectPath, _ => { });

    public static IResourceBuilder<ProjectResource> AddProject(
        this IDistributedApplicationBuilder builder,
        string name,
        string projectPath,
        string? launchProfileName)
        => builder.AddProject(name, projectPath, options => Choose(options, launchProfileName));

    public static IResourceBuilder<ProjectResource> AddProject(
        this IDistributedApplicationBuilder builder,
        string name,
        string projectPath,
        Action<ProjectResourceOptions> configure)
        => Add(builder, name, new ProjectAtPath(Path.GetFullPath(projectPath, builder.AppHostDirectory)), configure);

    /// <param name="builder">The project.</param>
    /// <param name="replicas">How many processes of it run; they share its endpoints.</param>
    public static IResourceBuilder<ProjectResource> WithReplicas(this IResourceBuilder<ProjectResource> builder, int replicas)
        => builder.WithAnnotation(new ReplicaAnnotation(replicas), ResourceAnnotationMutationBehavior.Replace);

    /// <summary>Limits which endpoints ASPNETCORE_URLS names.</summary>
    public static IResourceBuilder<ProjectResource> WithEndpointsInEnvironment(
        this IResourceBuilder<ProjectResource> builder,
        Func<EndpointAnnotation, bool> filter)
        => builder.WithAnnotation(new EndpointEnvironmentFilterAnnotation(filter), ResourceAnnotationMutationBehavior.Replace);

    /// <summary>Published projects otherwise get ASPNETCORE_FORWARDEDHEADERS_ENABLED, which trusts whoever connects.</summary>
    public static IResourceBuilder<ProjectResource> DisableForwardedHeaders(this IResourceBuilder<ProjectResource> builder)
        => builder.WithAnnotation(new DisableForwardedHeadersAnnotation(), ResourceAnnotationMutationBehavior.Replace);

    private static void Choose(ProjectResourceOptions options, string? launchProfileName)
    {
        options.ExcludeLaunchProfile = launchProfileName is null;
        options.LaunchProfileName = launchProfileName;
    }

    private static IResourceBuilder<ProjectResource> Add(
        IDistributedApplicationBuilder builder,
        string name,
        IProjectMetadata metadata,
        Action<ProjectResourceOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(builder);
        var options = new ProjectResourceOptions();
        configure(options);
        var project = builder.AddResource(new ProjectResource(name))
            .WithAnnotation(metadata)
            .WithEnvironment("OTEL_DOTNET_EXPERIMENTAL_OTLP_RETRY", "in_memory")
            .WithOtlpExporter()
            .WithEnvironment(context => AddHostingVariables(context, builder.Environment));
        if (options.ExcludeLaunchProfile)
        {
            project.WithAnnotation(new ExcludeLaunchProfileAnnotation());
        }
        else if (options.LaunchProfileName is { } chosen)
        {
            project.WithAnnotation(new LaunchProfileAnnotation(chosen));
        }
        else if ((builder.Configuration["AppHost:DefaultLaunchProfileName"] ?? builder.Configuration["DOTNET_LAUNCH_PROFILE"]) is { Length: > 0 } usual)
        {
            project.WithAnnotation(new DefaultLaunchProfileAnnotation(usual));
        }

        LaunchProfiles.Apply(project);
        return project.WithEnvironment(builder.ExecutionContext.IsRunMode ? AspNetCoreUrls.Add : PublishedPorts.Add);
    }

    /// <summary>
    /// The environment's name goes on to the projects; console lines are plain and carry a time, since they are read in a log and not
    /// on a terminal.
    /// </summary>
    private static void AddHostingVariables(EnvironmentCallbackContext context, IHostEnvironment environment)
    {
        if (!context.ExecutionContext.IsRunMode)
        {
            return;
        }

        context.EnvironmentVariables["DOTNET_ENVIRONMENT"] = environment.EnvironmentName;
        context.EnvironmentVariables["ASPNETCORE_ENVIRONMENT"] = environment.EnvironmentName;
        context.EnvironmentVariables["DOTNET_SYSTEM_CONSOLE_ALLOW_ANSI_COLOR_REDIRECTION"] = "true";
        context.EnvironmentVariables["LOGGING__CONSOLE__FORMATTERNAME"] = "simple";
        context.EnvironmentVariables["LOGGING__CONSOLE__FORMATTEROPTIONS__TIMESTAMPFORMAT"] = "yyyy-MM-ddTHH:mm:ss.fffffff ";
    }
}

public static class ProjectResourceExtensions
{
    public static IEnumerable<ProjectResource> GetProjectResources(this DistributedApplicationModel model)
        => model.Resources.OfType<ProjectResource>();

    /// <exception cref="InvalidOperationException">The resource was made without metadata.</exception>
    public static IProjectMetadata GetProjectMetadata(this ProjectResource projectResource)
        => projectResource.Annotations.OfType<IProjectMetadata>().Single();
}
