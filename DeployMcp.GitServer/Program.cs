using DeployMcp.GitServer;
using DeployMcp.ServiceDefaults;
using DeployMcp.ServiceDefaults.Startup;
using DeployMcp.ServiceDefaults.Workflows;

var builder = WebApplication.CreateSlimBuilder(args);
if (builder.Configuration.GetGitServerOptions().Problem() is { } problem)
{
    return await Refusal.SayAsync(problem);
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
