using DeployMcp.AppHost.Postgres;
using DeployMcp.AppHost.Production;
using DeployMcp.AppHost.Publishing;
using DeployMcp.AppHost.Settings;
using DeployMcp.AppHost.Startup;
using DeployMcp.AppHost.Supervision;

if (GenerateCommand.IsAsked(args))
{
    return GenerateCommand.Run(args);
}

var builder = DistributedApplication.CreateBuilder(Embedded.Options(ManifestArguments.FromRepository(args)));
if (builder.ExecutionContext.IsPublishMode)
{
    builder.AddProductionSystem();
    builder.Build().Run();
    return 0;
}

using var embedded = Embedded.Prepare(builder);
if (embedded is null)
{
    return 1;
}

var postgres = builder.AddEmbeddedPostgres(embedded);
var check = embedded.HasAgent ? null : builder.AddProject<Projects.DeployMcp_DeployerWorker>("check").WithArgs("check").WithCluster().WithImages().WithEdge(embedded);

var migrate = builder.AddProject<Projects.DeployMcp_Server>("migrate")
    .WithArgs("migrate")
    .WithReference(postgres.Database)
    .WithSecrets(embedded)
    .WaitFor(postgres.Server).WaitForCompletionOf(check);

var git = builder.AddProject<Projects.DeployMcp_GitServer>("git-server")
    .WithHttpEndpoint(port: embedded.Ports.Git, name: "http")
    .WithHttpHealthCheck("/health")
    .WithReference(postgres.Database).WithReference(postgres.Workflows)
    .WithGitHosting(embedded)
    .WaitForCompletion(migrate);

var agent = !embedded.HasAgent ? null : builder.AddProject<Projects.DeployMcp_Agent>("agent")
    .WithHttpEndpoint(name: "api", env: "Agent__ApiPort")
    .WithHttpEndpoint(port: embedded.Ports.Edge, name: "edge", env: "Edge__Port")
    .WithHttpHealthCheck("/health", endpointName: "api")
    .WithNode(embedded).WithContainers();

var databases = !SqliteLibrary.IsThere() ? null : builder.AddProject<Projects.DeployMcp_LibSql>("databases")
    .WithHttpEndpoint(name: "admin", env: "LibSql__AdminPort")
    .WithHttpEndpoint(port: embedded.Ports.Databases, name: "clients", env: "LibSql__Port")
    .WithHttpHealthCheck("/health", endpointName: "clients")
    .WithDatabaseHosting(embedded);

var server = builder.AddProject<Projects.DeployMcp_Server>("server")
    .WithHttpEndpoint(port: embedded.Ports.Server, name: "http")
    .WithHttpHealthCheck("/health")
    .WithReference(postgres.Database).WithReference(postgres.Workflows)
    .WithGit(git, embedded).WithRuntime(agent, embedded).WithDatabaseRegions().WithEdge(embedded).WithSources().WithGitHub().WithLimits().WithFirebase().WithSecrets(embedded)
    .WaitForCompletion(migrate);

var worker = builder.AddProject<Projects.DeployMcp_Worker>("worker")
    .WithHttpEndpoint(name: "http")
    .WithHttpHealthCheck("/health")
    .WithReference(postgres.Database).WithReference(postgres.Workflows)
    .WithGit(git, embedded).WithGitHub()
    .WaitForCompletion(migrate);

var deployerServer = builder.AddProject<Projects.DeployMcp_DeployerServer>("deployer-server")
    .WithHttpEndpoint(port: embedded.Ports.DeployerServer, name: "http")
    .WithHttpHealthCheck("/health")
    .WithReference(postgres.Database).WithReference(postgres.Workflows)
    .WithWebhooks()
    .WaitForCompletion(migrate);

var deployerWorker = builder.AddProject<Projects.DeployMcp_DeployerWorker>("deployer-worker")
    .WithHttpEndpoint(name: "http")
    .WithHttpHealthCheck("/health")
    .WithReference(postgres.Database).WithReference(postgres.Workflows)
    .WithGit(git, embedded).WithRuntime(agent, embedded).WithDatabases(databases, embedded).WithEdge(embedded).WithSources().WithGitHub().WithContainers().WithImages().WithSecrets(embedded).WithBuilds(embedded)
    .WaitForCompletion(migrate);

IResourceBuilder<IResource>[] parts = [git, .. agent is null ? [] : new[] { agent }, server, worker, deployerServer, deployerWorker, .. databases is null ? [] : new[] { databases }];
builder.AnnounceWhenReady(embedded, parts);
builder.KeepRunning([postgres.Server, .. parts]);

builder.Build().Run();
return Environment.ExitCode;
