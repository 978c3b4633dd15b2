namespace DeployMcp.AppHost.Production;

/// <summary>
/// What differs between two installations. The ones with a default are this installation's own names and addresses; the operator
/// supplies the others where the binaries run.
/// </summary>
internal sealed class ProductionParameters(IDistributedApplicationBuilder builder)
{
    /// <summary>PostgreSQL, as Npgsql reads it.</summary>
    public IResourceBuilder<IResourceWithConnectionString> Database { get; } = builder.AddConnectionString("deploymcp");

    /// <summary>The workflow engine: PostgreSQL again for the embedded one, or Temporal's host:port.</summary>
    public IResourceBuilder<IResourceWithConnectionString> Workflows { get; } = builder.AddConnectionString("temporal");

    public IResourceBuilder<ParameterResource> ServerUrl { get; } = Known(builder, "server-url", "https://mcp.ml.ink");

    public IResourceBuilder<ParameterResource> GitUrl { get; } = Known(builder, "git-url", "https://git.ml.ink");

    /// <summary>The address of a service; <c>{host}</c> stands for its name.</summary>
    public IResourceBuilder<ParameterResource> ServiceUrl { get; } = Known(builder, "service-url", "https://{host}.ml.ink");

    /// <summary>Services answer at a name before it: the domain of <see cref="ServiceUrl"/>.</summary>
    public IResourceBuilder<ParameterResource> ServiceDomain { get; } = Known(builder, "service-domain", "ml.ink");

    /// <summary>The registry on ops-1, on the private network only.</summary>
    public IResourceBuilder<ParameterResource> Registry { get; } = Known(builder, "registry-address", "10.0.1.4:5000");

    public IResourceBuilder<ParameterResource> RegistryUser { get; } = builder.AddParameter("registry-username", secret: true);

    public IResourceBuilder<ParameterResource> RegistryPassword { get; } = builder.AddParameter("registry-password", secret: true);

    public IResourceBuilder<ParameterResource> BuildKit { get; } = Known(builder, "buildkit-address", "tcp://buildkitd.dp-build:1234");

    public IResourceBuilder<ParameterResource> GitServiceToken { get; } = builder.AddParameter("git-service-token", secret: true);

    public IResourceBuilder<ParameterResource> SecretsKeyId { get; } = builder.AddParameter("secrets-key-id", secret: true);

    public IResourceBuilder<ParameterResource> SecretsKey { get; } = builder.AddParameter("secrets-key", secret: true);

    public IResourceBuilder<ParameterResource> GitHubAppId { get; } = builder.AddParameter("github-app-id");

    public IResourceBuilder<ParameterResource> GitHubAppSlug { get; } = builder.AddParameter("github-app-slug");

    public IResourceBuilder<ParameterResource> GitHubPrivateKey { get; } = builder.AddParameter("github-private-key", secret: true);

    public IResourceBuilder<ParameterResource> GitHubClientId { get; } = builder.AddParameter("github-client-id");

    public IResourceBuilder<ParameterResource> GitHubClientSecret { get; } = builder.AddParameter("github-client-secret", secret: true);

    public IResourceBuilder<ParameterResource> GitHubWebhookSecret { get; } = builder.AddParameter("github-webhook-secret", secret: true);

    public IResourceBuilder<ParameterResource> FirebaseProject { get; } = builder.AddParameter("firebase-project-id");

    /// <summary>The key that a page shows to browsers: no secret, but this installation's.</summary>
    public IResourceBuilder<ParameterResource> FirebaseApiKey { get; } = builder.AddParameter("firebase-api-key");

    public IResourceBuilder<ParameterResource> TursoOrganization { get; } = builder.AddParameter("turso-organization");

    public IResourceBuilder<ParameterResource> TursoApiToken { get; } = builder.AddParameter("turso-api-token", secret: true);

    /// <summary>No default: two installations in one organisation under the same prefix remove each other's databases.</summary>
    public IResourceBuilder<ParameterResource> TursoPrefix { get; } = builder.AddParameter("turso-prefix");

    public IResourceBuilder<ParameterResource> TursoGroup { get; } = Known(builder, "turso-group", "deploy-mcp");

    /// <summary>No default: Turso isn't in <c>eu-central-1</c> itself, and the operator says in which country the data are instead.</summary>
    public IResourceBuilder<ParameterResource> TursoLocation { get; } = builder.AddParameter("turso-location");

    private static IResourceBuilder<ParameterResource> Known(IDistributedApplicationBuilder builder, string name, string value)
        => builder.AddParameter(name, value, publishValueAsDefault: true);
}
