using DeployMcp.Data.Migrations;
using DeployMcp.Data.Sql;
using DeployMcp.ServiceDefaults;

namespace DeployMcp.Server.Accounts;

/// <summary>
/// <c>DeployMcp.Server migrate</c>: brings the database to this version's schema, makes sure of the development user, and ends.
/// Run before anything else is started, so it needs nothing but the database.
/// </summary>
internal static class MigrateCommand
{
    public static bool IsAsked(string[] args) => args is ["migrate", ..];

    public static async Task RunAsync(string[] args)
    {
        var builder = Host.CreateApplicationBuilder(args);
        builder.AddServiceDefaults();
        builder.AddNpgsqlDataSource("deploymcp");
        builder.Services.AddDataStores().AddSingleton<DevelopmentUser>();
        using var host = builder.Build();
        await host.Services.GetRequiredService<Migrator>().ApplyAsync(CancellationToken.None);
        var development = host.Services.GetRequiredService<DevelopmentUser>();
        if (development.IsWanted)
        {
            await development.EnsureAsync();
        }
    }
}
