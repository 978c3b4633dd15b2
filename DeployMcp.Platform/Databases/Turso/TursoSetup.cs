using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace DeployMcp.Platform.Databases.Turso;

public static class TursoSetup
{
    /// <summary>Turso as an <see cref="IDatabaseProvider"/>, when its section <c>Databases:Turso</c> has an organisation or a token, or <paramref name="isWanted"/>.</summary>
    /// <param name="isWanted">New databases are to be made there: then missing settings are an error, not a choice.</param>
    /// <exception cref="InvalidOperationException">Settings are wrong or missing: at start-up, all of them with their mends.</exception>
    public static IServiceCollection AddTurso(this IServiceCollection services, IConfiguration configuration, bool isWanted)
    {
        var options = configuration.GetSection(TursoOptions.Section).Get<TursoOptions>() ?? new TursoOptions();
        if (!isWanted && options.Organization.Length == 0 && options.ApiToken.Length == 0)
        {
            return services;
        }

        TursoOptionsCheck.Throw(options);
        services.TryAddSingleton(TimeProvider.System);
        services.AddMetrics();
        services.AddHttpClient(TursoTransport.ClientName, http => Configure(http).BaseAddress = new Uri(options.ApiUrl.AbsoluteUri.TrimEnd('/') + "/")).ConfigurePrimaryHttpMessageHandler(Connections);
        services.AddHttpClient(TursoProbe.ClientName, http => Configure(http)).ConfigurePrimaryHttpMessageHandler(Connections);
        return services
            .AddSingleton(options)
            .AddSingleton(new TursoNames(options.Prefix))
            .AddSingleton<TursoMetrics>()
            .AddSingleton<TursoTransport>()
            .AddSingleton<TursoClient>()
            .AddSingleton<TursoGroups>()
            .AddSingleton<TursoProbe>()
            .AddSingleton<IDatabaseProvider, TursoProvider>()
            .AddHostedService<TursoStartCheck>();
    }

    /// <summary>Each request has its own limit of time; an answer has this of size, which holds a list of 50,000 databases.</summary>
    private static HttpClient Configure(HttpClient http)
    {
        http.Timeout = Timeout.InfiniteTimeSpan;
        http.MaxResponseContentBufferSize = 32 * 1024 * 1024;
        http.DefaultRequestHeaders.UserAgent.ParseAdd("deploy-mcp/1.0");
        return http;
    }

    /// <summary>An API does not redirect; whoever does may not have what we send.</summary>
    private static SocketsHttpHandler Connections() => new() { AllowAutoRedirect = false, PooledConnectionLifetime = TimeSpan.FromMinutes(5) };
}
