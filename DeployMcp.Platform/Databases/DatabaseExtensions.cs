using DeployMcp.Platform.Databases.LibSql;
using DeployMcp.Platform.Databases.Turso;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace DeployMcp.Platform.Databases;

public static class DatabaseExtensions
{
    /// <summary>Which provider has new databases: <c>libsql</c> (default) or <c>turso</c>.</summary>
    public const string ProviderSetting = "Databases:Provider";

    /// <summary>Every provider whose settings there are, as <see cref="IDatabaseProvider"/>, and <see cref="DatabaseProviders"/> over them.</summary>
    /// <exception cref="InvalidOperationException">Says which settings are missing or wrong.</exception>
    public static IServiceCollection AddDatabases(this IServiceCollection services, IConfiguration configuration)
    {
        var current = configuration[ProviderSetting] is { Length: > 0 } set ? set : LibSqlProvider.ProviderName;
        return services
            .AddLibSql(configuration)
            .AddTurso(configuration, isWanted: current == TursoProvider.ProviderName)
            .AddSingleton(all => new DatabaseProviders(all.GetServices<IDatabaseProvider>(), current));
    }

    private static IServiceCollection AddLibSql(this IServiceCollection services, IConfiguration configuration)
    {
        var options = configuration.GetSection(LibSqlOptions.Section).Get<LibSqlOptions>() ?? new LibSqlOptions();
        if (string.IsNullOrEmpty(options.AdminAddress))
        {
            return services;
        }

        if (string.IsNullOrEmpty(options.AdminToken))
        {
            throw new InvalidOperationException("Databases:LibSql:AdminToken must be set to the libSQL server's LibSql:AdminToken.");
        }

        services.AddHttpClient(LibSqlProvider.ClientName, client => LibSqlProvider.Configure(client, options));
        return services.AddSingleton(options).AddSingleton<IDatabaseProvider, LibSqlProvider>();
    }
}
