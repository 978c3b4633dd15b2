using System.Data.Common;
using Aspire.Npgsql;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Microsoft.Extensions.Hosting;

/// <summary>Registers <see cref="NpgsqlDataSource"/> with its health check.</summary>
public static class AspirePostgreSqlNpgsqlExtensions
{
    private const string SectionName = "Aspire:Npgsql";

    /// <summary>
    /// Registers the data source for <c>ConnectionStrings:{connectionName}</c>, which is looked at when the data source is
    /// first asked for, and the health check <c>PostgreSql</c>.
    /// </summary>
    /// <exception cref="InvalidOperationException">On first use, when there is no connection string.</exception>
    public static void AddNpgsqlDataSource(
        this IHostApplicationBuilder builder,
        string connectionName,
        Action<NpgsqlSettings>? configureSettings = null,
        Action<NpgsqlDataSourceBuilder>? configureDataSourceBuilder = null)
        => Register(builder, connectionName, serviceKey: null, configureSettings, configureDataSourceBuilder);

    /// <summary>The same as a keyed service, with the health check <c>PostgreSql_{name}</c>.</summary>
    public static void AddKeyedNpgsqlDataSource(
        this IHostApplicationBuilder builder,
        string name,
        Action<NpgsqlSettings>? configureSettings = null,
        Action<NpgsqlDataSourceBuilder>? configureDataSourceBuilder = null)
        => Register(builder, name, serviceKey: name, configureSettings, configureDataSourceBuilder);

    private static void Register(
        IHostApplicationBuilder builder,
        string connectionName,
        string? serviceKey,
        Action<NpgsqlSettings>? configureSettings,
        Action<NpgsqlDataSourceBuilder>? configureDataSourceBuilder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentException.ThrowIfNullOrEmpty(connectionName);
        var settings = ReadSettings(builder.Configuration, connectionName);
        configureSettings?.Invoke(settings);

        RegisterServices(builder.Services, serviceKey, services => BuildDataSource(services, settings, connectionName, configureDataSourceBuilder));
        if (!settings.DisableHealthChecks)
        {
            RegisterHealthCheck(builder, connectionName, serviceKey);
        }
    }

    private static NpgsqlSettings ReadSettings(IConfiguration configuration, string connectionName)
    {
        var settings = new NpgsqlSettings();
        var section = configuration.GetSection(SectionName);
        section.Bind(settings);
        section.GetSection(connectionName).Bind(settings);
        settings.ConnectionString = configuration.GetConnectionString(connectionName) ?? settings.ConnectionString;
        return settings;
    }

    private static NpgsqlDataSource BuildDataSource(
        IServiceProvider services,
        NpgsqlSettings settings,
        string connectionName,
        Action<NpgsqlDataSourceBuilder>? configure)
    {
        if (string.IsNullOrWhiteSpace(settings.ConnectionString))
        {
            throw new InvalidOperationException(
                $"ConnectionString is missing. It should be provided in 'ConnectionStrings:{connectionName}' or under the "
                + $"'ConnectionString' key in '{SectionName}' configuration section.");
        }

        var builder = new NpgsqlDataSourceBuilder(settings.ConnectionString);
        builder.UseLoggerFactory(services.GetService<ILoggerFactory>());
        configure?.Invoke(builder);
        return builder.Build();
    }

    private static void RegisterServices(IServiceCollection services, string? key, Func<IServiceProvider, NpgsqlDataSource> build)
    {
        if (key is null)
        {
            services.TryAddSingleton(build);
            services.TryAddSingleton<DbDataSource>(provider => provider.GetRequiredService<NpgsqlDataSource>());
            services.TryAddTransient(provider => provider.GetRequiredService<NpgsqlDataSource>().CreateConnection());
            services.TryAddTransient<DbConnection>(provider => provider.GetRequiredService<NpgsqlConnection>());
            return;
        }

        services.TryAddKeyedSingleton(key, (provider, _) => build(provider));
        services.TryAddKeyedSingleton<DbDataSource>(key, (provider, k) => provider.GetRequiredKeyedService<NpgsqlDataSource>(k));
        services.TryAddKeyedTransient(key, (provider, k) => provider.GetRequiredKeyedService<NpgsqlDataSource>(k).CreateConnection());
        services.TryAddKeyedTransient<DbConnection>(key, (provider, k) => provider.GetRequiredKeyedService<NpgsqlConnection>(k));
    }

    private static void RegisterHealthCheck(IHostApplicationBuilder builder, string connectionName, string? serviceKey)
    {
        var name = serviceKey is null ? "PostgreSql" : $"PostgreSql_{connectionName}";
        var marker = $"Aspire.HealthChecks.{name}";
        // Registered once however often the method is called; the builder's properties remember it, as upstream's do.
        if (builder.Properties.ContainsKey(marker))
        {
            return;
        }

        builder.Properties[marker] = true;
        builder.Services.AddHealthChecks().Add(new HealthCheckRegistration(
            name,
            services => new NpgsqlHealthCheck(serviceKey is null
                ? services.GetRequiredService<NpgsqlDataSource>()
                : services.GetRequiredKeyedService<NpgsqlDataSource>(serviceKey)),
            failureStatus: null,
            tags: null,
            timeout: null));
    }
}
