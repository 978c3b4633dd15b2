using DeployMcp.LibSql.Configuration;
using DeployMcp.LibSql.Sqlite;
using DeployMcp.ServiceDefaults;

var builder = WebApplication.CreateSlimBuilder(args);
var (settings, problem) = LibSqlSettings.Read(builder.Configuration);
if ((problem ?? NativeLibraries.FindProblem()) is { } complaint)
{
    return await Startup.RefuseAsync(complaint);
}

builder.AddServiceDefaults();
builder.AddLibSql(settings);
var app = builder.Build();
app.UseLibSql(settings);
app.MapDefaultEndpoints();
return await Startup.RunAsync(app);
