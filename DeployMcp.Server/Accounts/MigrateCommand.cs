using DeployMcp.Data.Migrations;
using DeployMcp.Data.Sql;
using DeployMcp.Platform.Secrets;
using DeployMcp.Server.Web.Protection;
using DeployMcp.ServiceDefaults;

namespace DeployMcp.Server.Accounts;

/// <summary>
/// <c>DeployMcp.Server migrate</c>: brings the database to this version's schema, makes sure of the development user and of the
/// key that forms are protected with, and ends. Run before anything else is started, so it needs nothing but the database.
/// </summary>
internal static class MigrateCommand
{
    public static bool IsAsked(string[] args) => args is ["migrate", ..];

    public static async Task RunAsync(string[] args)
    {
        var builder = Host.CreateApplicationBuilder(args);
        builder.AddServiceDefaults();
        builder.AddNpgsqlDataSource("deploymcp");
        builder.Services.AddDataStores().AddSingleton<DevelopmentUser>().AddSecretCipher(builder.Configuration).AddSharedProtection();
        using var host = builder.Build();
        await host.Services.GetRequiredService<Migrator>().ApplyAsync(CancellationToken.None);
        host.Services.EnsureProtectionKey();
        var development = host.Services.GetRequiredService<DevelopmentUser>();
        if (development.IsWanted)
        {
            await development.EnsureAsync();
        }
    }
}
