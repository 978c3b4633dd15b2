using Microsoft.Extensions.Configuration;

namespace DeployMcp.AppHost.Settings;

/// <summary>Which resource is told what: the embedded platform's configuration keys, each named once.</summary>
internal static class ResourceSettings
{
    private const string KeyId = "embedded-1";

    private static readonly string[] WebhookSecrets = ["WebhookSecret", "PreviousWebhookSecret"];

    public static IResourceBuilder<ProjectResource> WithSecrets(this IResourceBuilder<ProjectResource> resource, Embedded embedded)
        => resource
            .WithEnvironment("Secrets__CurrentKeyId", KeyId)
            .WithEnvironment($"Secrets__Keys__{KeyId}", Secret(resource, "encryption-key", embedded.Secrets.EncryptionKey))
            .WithEnvironment("Development__ApiKey", Secret(resource, "development-api-key", embedded.Secrets.ApiKey));

    public static IResourceBuilder<ProjectResource> WithGitHosting(this IResourceBuilder<ProjectResource> resource, Embedded embedded)
        => resource
            .WithEnvironment("Git__DataDirectory", embedded.Data.Own("git"))
            .WithEnvironment("Git__PublicUrl", PublicGitUrl(embedded))
            .WithEnvironment("Git__ServiceToken", Secret(resource, "git-service-token", embedded.Secrets.GitServiceToken))
            .WithEdge(embedded);

    public static IResourceBuilder<ProjectResource> WithGit(
        this IResourceBuilder<ProjectResource> resource, IResourceBuilder<ProjectResource> git, Embedded embedded)
        => resource
            .WithEnvironment("Git__ApiAddress", git.GetEndpoint("http"))
            .WithEnvironment("Git__PublicUrl", PublicGitUrl(embedded))
            .WithEnvironment("Git__ServiceToken", Secret(resource, "git-service-token", embedded.Secrets.GitServiceToken));

    public static IResourceBuilder<ProjectResource> WithNode(this IResourceBuilder<ProjectResource> resource, Embedded embedded)
        => resource
            .WithEnvironment("Agent__DataDirectory", embedded.Data.Own("agent"))
            .WithEnvironment("Agent__ArtifactDirectory", Path.Combine(embedded.Data.Shared("apps"), "artifacts"))
            .WithEnvironment("Agent__Token", Secret(resource, "agent-token", embedded.Secrets.AgentToken));

    public static IResourceBuilder<ProjectResource> WithAgent(
        this IResourceBuilder<ProjectResource> resource, IResourceBuilder<ProjectResource> agent, Embedded embedded)
        => resource
            .WithEnvironment("Agent__ApiAddress", agent.GetEndpoint("api"))
            .WithEnvironment("Agent__Token", Secret(resource, "agent-token", embedded.Secrets.AgentToken));

    /// <summary>Where services run: on this machine's agent, or in the cluster that the section Runtime names.</summary>
    public static IResourceBuilder<ProjectResource> WithRuntime(
        this IResourceBuilder<ProjectResource> resource, IResourceBuilder<ProjectResource>? agent, Embedded embedded)
        => agent is null ? resource.WithCluster() : resource.WithAgent(agent, embedded);

    /// <summary>The section Runtime. A kubeconfig's path is this program's, not the resource's own.</summary>
    public static IResourceBuilder<ProjectResource> WithCluster(this IResourceBuilder<ProjectResource> resource)
        => resource.ApplicationBuilder.Configuration["Runtime:Kubernetes:Kubeconfig"] is { Length: > 0 } kubeconfig
            ? WithSection(resource, "Runtime").WithEnvironment("Runtime__Kubernetes__Kubeconfig", Path.GetFullPath(kubeconfig))
            : WithSection(resource, "Runtime");

    /// <summary>Which BuildKit builds images and which registry keeps them, for the one that has them built.</summary>
    public static IResourceBuilder<ProjectResource> WithImages(this IResourceBuilder<ProjectResource> resource)
    {
        WithSection(WithSection(resource, "BuildKit"), "Registry");
        return resource.ApplicationBuilder.Configuration["Registry:Password"] is { Length: > 0 } password
            ? resource.WithEnvironment("Registry__Password", Secret(resource, "registry-password", password))
            : resource;
    }

    /// <summary>After a one-shot resource, where there is one.</summary>
    public static IResourceBuilder<ProjectResource> WaitForCompletionOf(this IResourceBuilder<ProjectResource> resource, IResourceBuilder<ProjectResource>? first)
        => first is null ? resource : resource.WaitForCompletion(first);

    public static IResourceBuilder<ProjectResource> WithDatabaseHosting(this IResourceBuilder<ProjectResource> resource, Embedded embedded)
        => WithSection(resource, "LibSql")
            .WithEnvironment("LibSql__Address", resource.ApplicationBuilder.Configuration["LibSql:Address"] ?? ContainerBridge.ListenAddresses())
            .WithEnvironment("LibSql__DataDirectory", embedded.Data.Own("databases"))
            .WithEnvironment("LibSql__AdminToken", Secret(resource, "databases-token", embedded.Secrets.DatabasesToken));

    /// <summary>Where users may ask for databases; what makes them there is the deployer's alone.</summary>
    public static IResourceBuilder<ProjectResource> WithDatabaseRegions(this IResourceBuilder<ProjectResource> resource)
        => resource.ApplicationBuilder.Configuration["Databases:Regions"] is { Length: > 0 } regions ? resource.WithEnvironment("Databases__Regions", regions) : resource;

    /// <summary>Where databases are made. The URL that apps get names no host that they would have to look up.</summary>
    /// <param name="databases">The libSQL server; null where there is none.</param>
    public static IResourceBuilder<ProjectResource> WithDatabases(
        this IResourceBuilder<ProjectResource> resource, IResourceBuilder<ProjectResource>? databases, Embedded embedded)
    {
        var settings = resource.ApplicationBuilder.Configuration.GetSection("Databases").AsEnumerable()
            .Where(setting => setting.Value is { Length: > 0 })
            .Aggregate(resource, (r, setting) => setting.Key.EndsWith("Token", StringComparison.OrdinalIgnoreCase)
                ? r.WithEnvironment(setting.Key.Replace(":", "__", StringComparison.Ordinal), Secret(r, setting.Key.Replace(':', '-').ToLowerInvariant(), setting.Value!))
                : r.WithEnvironment(setting.Key.Replace(":", "__", StringComparison.Ordinal), setting.Value));
        return databases is null ? settings : settings
            .WithEnvironment("Databases__LibSql__AdminAddress", databases.GetEndpoint("admin"))
            .WithEnvironment("Databases__LibSql__AdminToken", Secret(resource, "databases-token", embedded.Secrets.DatabasesToken))
            .WithEnvironment("Databases__LibSql__PublicUrl", DatabasesUrl(embedded));
    }

    public static IResourceBuilder<ProjectResource> WithEdge(this IResourceBuilder<ProjectResource> resource, Embedded embedded)
        => resource.WithEnvironment("Edge__PublicUrl", embedded.ServiceUrl);

    public static IResourceBuilder<ProjectResource> WithBuilds(this IResourceBuilder<ProjectResource> resource, Embedded embedded)
    {
        var apps = embedded.Data.Shared("apps");
        return resource
            .WithEnvironment("Build__ArtifactDirectory", Path.Combine(apps, "artifacts"))
            .WithEnvironment("Build__WorkDirectory", Path.Combine(apps, "work"))
            .WithEnvironment("Build__CacheDirectory", Path.Combine(apps, "cache"));
    }

    /// <summary>Which clone URLs create_service takes, for the one that checks them and the one that fetches from them.</summary>
    public static IResourceBuilder<ProjectResource> WithSources(this IResourceBuilder<ProjectResource> resource) => WithSection(resource, "Sources");

    /// <summary>Which container engine is used, for the one that builds images and the one that runs them.</summary>
    public static IResourceBuilder<ProjectResource> WithContainers(this IResourceBuilder<ProjectResource> resource) => WithSection(resource, "Containers");

    /// <summary>The GitHub App, for those who call GitHub. Its secrets are parameters, so that nothing which lists settings shows them.</summary>
    public static IResourceBuilder<ProjectResource> WithGitHub(this IResourceBuilder<ProjectResource> resource)
        => resource.ApplicationBuilder.Configuration.GetSection("GitHub").GetChildren()
            .Where(setting => setting.Value is { Length: > 0 } && !WebhookSecrets.Contains(setting.Key, StringComparer.OrdinalIgnoreCase))
            .Aggregate(resource, (r, setting) => setting.Key is "PrivateKey" or "ClientSecret"
                ? r.WithEnvironment($"GitHub__{setting.Key}", Secret(r, $"github-{setting.Key.ToLowerInvariant()}", setting.Value!))
                : r.WithEnvironment($"GitHub__{setting.Key}", setting.Value));

    /// <summary>How much each user may have.</summary>
    public static IResourceBuilder<ProjectResource> WithLimits(this IResourceBuilder<ProjectResource> resource) => WithSection(resource, "Limits");

    /// <summary>Who signs people in, beside GitHub.</summary>
    public static IResourceBuilder<ProjectResource> WithFirebase(this IResourceBuilder<ProjectResource> resource) => WithSection(resource, "Firebase");

    /// <summary>What GitHub's deliveries are signed with, for the one that takes them.</summary>
    public static IResourceBuilder<ProjectResource> WithWebhooks(this IResourceBuilder<ProjectResource> resource)
        => WebhookSecrets
            .Where(name => resource.ApplicationBuilder.Configuration[$"GitHub:{name}"] is { Length: > 0 })
            .Aggregate(resource, (r, name) => r.WithEnvironment(
                $"GitHub__{name}", Secret(r, $"github-{name.ToLowerInvariant()}", r.ApplicationBuilder.Configuration[$"GitHub:{name}"]!)));

    private static IResourceBuilder<ProjectResource> WithSection(IResourceBuilder<ProjectResource> resource, string section)
        => resource.ApplicationBuilder.Configuration.GetSection(section).AsEnumerable()
            .Where(setting => setting.Value is not null)
            .Aggregate(resource, (r, setting) => r.WithEnvironment(setting.Key.Replace(":", "__", StringComparison.Ordinal), setting.Value));

    private static string DatabasesUrl(Embedded embedded) => $"http://127.0.0.1:{embedded.Ports.Databases}";

    private static string PublicGitUrl(Embedded embedded) => $"http://localhost:{embedded.Ports.Git}";

    /// <summary>One parameter for each secret, whoever asks first.</summary>
    private static IResourceBuilder<ParameterResource> Secret(IResourceBuilder<ProjectResource> resource, string name, string value)
    {
        var builder = resource.ApplicationBuilder;
        return builder.Resources.OfType<ParameterResource>().FirstOrDefault(p => p.Name == name) is { } known
            ? builder.CreateResourceBuilder(known)
            : builder.AddParameter(name, () => value, secret: true);
    }
}
