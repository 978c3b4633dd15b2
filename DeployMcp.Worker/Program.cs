using DeployMcp.ServiceDefaults;
using DeployMcp.Worker.Accounts;

namespace DeployMcp.Worker;

/// <summary>Works the account workflows; listens only for health probes.</summary>
public static class Program
{
    public static async Task Main(string[] args)
    {
        await using var app = Build(args);
        await app.RunAsync();
    }

    public static WebApplication Build(string[] args)
    {
        var builder = WebApplication.CreateSlimBuilder(args);
        builder.AddServiceDefaults();
        builder.AddNpgsqlDataSource("deploymcp");
        builder.AddAccountWorkflows();

        var app = builder.Build();
        return app.MapDefaultEndpoints();
    }
}
