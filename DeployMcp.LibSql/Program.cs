using DeployMcp.LibSql.Configuration;
using DeployMcp.LibSql.Sqlite;
using DeployMcp.ServiceDefaults;
using DeployMcp.ServiceDefaults.Startup;

var builder = WebApplication.CreateSlimBuilder(args);
var (settings, problem) = LibSqlSettings.Read(builder.Configuration);
if ((problem ?? NativeLibraries.FindProblem()) is { } complaint)
{
    return await Refusal.SayAsync(complaint);
}

builder.AddServiceDefaults();
builder.AddLibSql(settings);
var app = builder.Build();
app.UseLibSql(settings);
app.MapDefaultEndpoints();
return await app.RunOrRefuseAsync("LibSql:Port or LibSql:AdminPort");
