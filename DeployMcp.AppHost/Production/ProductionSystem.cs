namespace DeployMcp.AppHost.Production;

/// <summary>
/// The system as it is deployed, for the manifest: PostgreSQL and Temporal are elsewhere, services run on Kubernetes, so there is
/// no agent and no dashboard, and nothing is said of this machine.
/// </summary>
internal static class ProductionSystem
{
    private const string DataDirectory = "/var/lib/deploy-mcp";

    public static void AddProductionSystem(this IDistributedApplicationBuilder builder)
    {
        var parameters = new ProductionParameters(builder);
        builder.AddBinary<Projects.DeployMcp_Server>("migrate")
            .WithArgs("migrate").WithReference(parameters.Database).WithSecrets(parameters);
        var git = builder.AddBinary<Projects.DeployMcp_GitServer>("git-server", port: 8083, external: true)
            .WithStores(parameters).WithGit(parameters)
            .WithEnvironment("Git__DataDirectory", $"{DataDirectory}/git")
            .WithEnvironment("Edge__PublicUrl", parameters.ServiceUrl);
        builder.AddBinary<Projects.DeployMcp_Server>("server", port: 8081, external: true)
            .WithStores(parameters).WithSecrets(parameters).WithGitHubApp(parameters).WithSignIn(parameters)
            .WithGit(parameters).WithEnvironment("Git__ApiAddress", parameters.GitUrl)
            .WithEnvironment("Server__PublicUrl", parameters.ServerUrl)
            // It doesn't reach the cluster: run logs come by way of the deployer.
            .WithEnvironment("Runtime__Kind", "deployer")
            .WithEnvironment("Edge__PublicUrl", parameters.ServiceUrl);
        builder.AddBinary<Projects.DeployMcp_Worker>("worker", port: 8080)
            .WithStores(parameters).WithGitHubApp(parameters)
            .WithGit(parameters).WithEnvironment("Git__ApiAddress", parameters.GitUrl);
        builder.AddBinary<Projects.DeployMcp_DeployerServer>("deployer-server", port: 8082, external: true)
            .WithStores(parameters).WithEnvironment("GitHub__WebhookSecret", parameters.GitHubWebhookSecret);
        builder.AddBinary<Projects.DeployMcp_DeployerWorker>("deployer-worker", port: 8080)
            .WithStores(parameters).WithSecrets(parameters).WithGitHubApp(parameters)
            .WithGit(parameters).WithEnvironment("Git__ApiAddress", git.GetEndpoint("http"))
            .WithEnvironment("Edge__PublicUrl", parameters.ServiceUrl)
            .WithEnvironment("Runtime__Kind", "kubernetes")
            .WithEnvironment("Runtime__Kubernetes__Cluster__Domain", parameters.ServiceDomain)
            .WithBuilds(parameters).WithDatabases(parameters);
    }

    /// <param name="builder">The application.</param>
    /// <param name="name">The resource's name.</param>
    /// <param name="port">Where it listens in its container; null when it doesn't.</param>
    /// <param name="external">Whether anybody outside talks to it.</param>
    private static IResourceBuilder<ProjectResource> AddBinary<TProject>(
        this IDistributedApplicationBuilder builder, string name, int? port = null, bool external = false)
        where TProject : IProjectMetadata, new()
    {
        // The binaries have their own list of proxies that may speak for a client (Server:TrustedProxies).
        var resource = builder.AddProject<TProject>(name, launchProfileName: null).DisableForwardedHeaders()
            .WithEnvironment("DOTNET_hostBuilder__reloadConfigOnChange", "false");
        return port is null ? resource : resource.WithEndpoint(port: port, targetPort: port, scheme: "http", name: "http", isExternal: external);
    }

    private static IResourceBuilder<ProjectResource> WithStores(this IResourceBuilder<ProjectResource> resource, ProductionParameters parameters)
        => resource.WithReference(parameters.Database).WithReference(parameters.Workflows);

    private static IResourceBuilder<ProjectResource> WithSecrets(this IResourceBuilder<ProjectResource> resource, ProductionParameters parameters)
        => resource.WithEnvironment("Secrets__CurrentKeyId", parameters.SecretsKeyId).WithEnvironment("Secrets__Keys__k1", parameters.SecretsKey);

    private static IResourceBuilder<ProjectResource> WithGit(this IResourceBuilder<ProjectResource> resource, ProductionParameters parameters)
        => resource.WithEnvironment("Git__PublicUrl", parameters.GitUrl).WithEnvironment("Git__ServiceToken", parameters.GitServiceToken);

    private static IResourceBuilder<ProjectResource> WithGitHubApp(this IResourceBuilder<ProjectResource> resource, ProductionParameters parameters)
        => resource
            .WithEnvironment("GitHub__AppId", parameters.GitHubAppId)
            .WithEnvironment("GitHub__AppSlug", parameters.GitHubAppSlug)
            .WithEnvironment("GitHub__PrivateKey", parameters.GitHubPrivateKey);

    private static IResourceBuilder<ProjectResource> WithSignIn(this IResourceBuilder<ProjectResource> resource, ProductionParameters parameters)
        => resource
            .WithEnvironment("GitHub__ClientId", parameters.GitHubClientId)
            .WithEnvironment("GitHub__ClientSecret", parameters.GitHubClientSecret)
            .WithEnvironment("Firebase__ProjectId", parameters.FirebaseProject)
            .WithEnvironment("Firebase__ApiKey", parameters.FirebaseApiKey);

    private static IResourceBuilder<ProjectResource> WithBuilds(this IResourceBuilder<ProjectResource> resource, ProductionParameters parameters)
        => resource
            .WithEnvironment("Registry__Address", parameters.Registry)
            // Plain HTTP between our own machines: the firewall lets nobody else to the port.
            .WithEnvironment("Registry__Insecure", "true")
            .WithEnvironment("Registry__Username", parameters.RegistryUser)
            .WithEnvironment("Registry__Password", parameters.RegistryPassword)
            .WithEnvironment("BuildKit__Address", parameters.BuildKit)
            .WithEnvironment("Build__WorkDirectory", $"{DataDirectory}/work")
            .WithEnvironment("Build__ArtifactDirectory", $"{DataDirectory}/artifacts")
            .WithEnvironment("Build__CacheDirectory", $"{DataDirectory}/cache");

    /// <summary>For the deployer alone: its token reaches every customer's database, and the server faces the internet.</summary>
    private static IResourceBuilder<ProjectResource> WithDatabases(this IResourceBuilder<ProjectResource> resource, ProductionParameters parameters)
        => resource
            .WithEnvironment("Databases__Provider", "turso")
            .WithEnvironment("Databases__Turso__Organization", parameters.TursoOrganization)
            .WithEnvironment("Databases__Turso__ApiToken", parameters.TursoApiToken)
            .WithEnvironment("Databases__Turso__Prefix", parameters.TursoPrefix)
            .WithEnvironment("Databases__Turso__Group", parameters.TursoGroup)
            .WithEnvironment("Databases__Turso__Regions__eu-central-1__Location", parameters.TursoLocation);
}
