using DeployMcp.Agent.Api;
using DeployMcp.Agent.Configuration;
using DeployMcp.ServiceDefaults;
using DeployMcp.ServiceDefaults.Startup;

var builder = WebApplication.CreateSlimBuilder(args);
var (settings, problem) = AgentSettings.Read(builder.Configuration);
if (problem is not null)
{
    return await Refusal.SayAsync(problem);
}

builder.AddServiceDefaults();
builder.AddAgent(settings);
var app = builder.Build();
app.MapEdge(settings);
app.UseRouting();
app.UseBearerToken(settings.Token);
app.MapDefaultEndpoints();
app.MapRevisions();
app.MapServices();
return await app.RunOrRefuseAsync("Agent:ApiPort or Edge:Port");
