using DeployMcp.Platform.Databases.LibSql;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace DeployMcp.Platform.Databases;

public static class DatabaseExtensions
{
    /// <summary>Which provider has new databases: <c>libsql</c> (default) or <c>turso</c>.</summary>
    public const string ProviderSetting = "Databases:Provider";

    /// <summary>Every provider whose settings there are, as <see cref="IDatabaseProvider"/>, and <see cref="DatabaseProviders"/> over them.</summary>
    /// <exception cref="InvalidOperationException">One sentence that says which setting is missing.</exception>
    public static IServiceCollection AddDatabases(this IServiceCollection services, IConfiguration configuration)
    {
        var current = configuration[ProviderSetting] is { Length: > 0 } set ? set : LibSqlProvider.ProviderName;
        return services
            .AddLibSql(configuration)
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
