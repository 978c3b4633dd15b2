using DeployMcp.Data.Migrations;

namespace DeployMcp.Server.Accounts;

/// <summary>
/// <c>DeployMcp.Server migrate</c>: brings the database to this version's schema, makes sure of the development user, and ends.
/// Run before anything else is started.
/// </summary>
internal static class MigrateCommand
{
    public static bool IsAsked(string[] args) => args is ["migrate", ..];

    public static async Task RunAsync(WebApplication app)
    {
        await app.Services.GetRequiredService<Migrator>().ApplyAsync(CancellationToken.None);
        var development = app.Services.GetRequiredService<DevelopmentUser>();
        if (development.IsWanted)
        {
            await development.EnsureAsync();
        }
    }
}
