using DeployMcp.DeployerWorker;
using DeployMcp.DeployerWorker.Configuration;
using DeployMcp.ServiceDefaults;
using DeployMcp.ServiceDefaults.Startup;

var builder = WebApplication.CreateSlimBuilder(args);
builder.AddServiceDefaults();
if (args is [ProductionCheck.Command])
{
    return await ProductionCheck.RunAsync(builder.Configuration, CancellationToken.None);
}

builder.AddNpgsqlDataSource("deploymcp");
if (PruneRegistry.Is(args))
{
    return await PruneRegistry.RunAsync(builder, args);
}

if (await ProductionCheck.RunAsync(builder.Configuration, CancellationToken.None) is not 0 and var problem)
{
    return problem;
}

try
{
    builder.AddDeployer();
}
catch (InvalidOperationException e)
{
    return await Refusal.SayAsync(e.Message);
}

var app = builder.Build();
app.MapDefaultEndpoints();
await app.RunAsync();
return 0;
