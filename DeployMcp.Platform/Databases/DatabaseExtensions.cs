using DeployMcp.Platform.Databases.Turso;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace DeployMcp.Platform.Databases;

public static class DatabaseExtensions
{
    /// <summary>Which provider has new databases: <c>libsql</c> (default) or <c>turso</c>.</summary>
    public const string ProviderSetting = "Databases:Provider";

    /// <summary>Every provider whose settings there are, as <see cref="IDatabaseProvider"/>, and <see cref="DatabaseProviders"/> over them.</summary>
    public static IServiceCollection AddDatabases(this IServiceCollection services, IConfiguration configuration)
    {
        var current = configuration[ProviderSetting] is { Length: > 0 } set ? set : "libsql";
        return services.AddTurso(configuration, isWanted: current == TursoProvider.ProviderName).AddSingleton(all => new DatabaseProviders(all.GetServices<IDatabaseProvider>(), current));
    }
}
