using DeployMcp.GitServer;
using DeployMcp.ServiceDefaults;
using DeployMcp.ServiceDefaults.Workflows;

var builder = WebApplication.CreateSlimBuilder(args);
if (builder.Configuration.GetGitServerOptions().Problem() is { } problem)
{
    await Console.Error.WriteLineAsync(problem);
    return 1;
}

builder.AddServiceDefaults();
builder.AddNpgsqlDataSource("deploymcp");
builder.AddWorkflowClient();
builder.AddGitServer();

var app = builder.Build();
app.MapDefaultEndpoints();
app.MapGitServer();
await app.RunAsync();
return 0;
