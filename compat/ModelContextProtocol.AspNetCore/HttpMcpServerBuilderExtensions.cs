using Microsoft.Extensions.Caching.Distributed;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using ModelContextProtocol;
using ModelContextProtocol.AspNetCore;
using ModelContextProtocol.AspNetCore.Sessions;
using ModelContextProtocol.AspNetCore.Stateless;
using ModelContextProtocol.Server;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds the Streamable HTTP transport to an MCP server.</summary>
public static class HttpMcpServerBuilderExtensions
{
    /// <summary>Adds what <c>MapMcp</c> needs. May be called more than once; every <paramref name="configureOptions"/> applies.</summary>
    public static IMcpServerBuilder WithHttpTransport(
        this IMcpServerBuilder builder, Action<HttpServerTransportOptions>? configureOptions = null)
    {
        ArgumentNullException.ThrowIfNull(builder);

        builder.Services.TryAddSingleton<StreamableHttpHandler>();
        builder.Services.TryAddSingleton<SharedStatelessServers>();
        builder.Services.TryAddSingleton<StatelessRequestHandler>();
        builder.Services.TryAddSingleton<SessionRegistry>();
        builder.Services.TryAddSingleton<SessionRequestHandler>();
        builder.Services.AddHostedService<IdleSessionService>();
        builder.Services.AddOptions<HttpServerTransportOptions>()
            .Validate(options => Enum.IsDefined(options.SessionMode), "HttpServerTransportOptions.SessionMode is not a known mode.");
        builder.Services.TryAddEnumerable(
            ServiceDescriptor.Transient<IConfigureOptions<HttpServerTransportOptions>, RegisteredEventStreamStoreSetup>());

        if (configureOptions is not null)
            builder.Services.Configure(configureOptions);

        return builder;
    }

    /// <summary>
    /// Keeps the events of sessions in an <see cref="IDistributedCache"/>: the registered one, unless
    /// <paramref name="configureOptions"/> sets another.
    /// </summary>
    [Obsolete(Obsoletions.LegacyStatefulHttpMessage, DiagnosticId = Obsoletions.LegacyStatefulHttp)]
    public static IMcpServerBuilder WithDistributedCacheEventStreamStore(
        this IMcpServerBuilder builder, Action<DistributedCacheEventStreamStoreOptions>? configureOptions = null)
    {
        ArgumentNullException.ThrowIfNull(builder);

        builder.Services.AddOptions<DistributedCacheEventStreamStoreOptions>()
            .Configure<IServiceProvider>((options, services) => options.Cache ??= services.GetService<IDistributedCache>())
            .Validate(options => options.Cache is not null, "Resumability needs an IDistributedCache: register one or set Cache.");
        builder.Services.AddSingleton<ISseEventStreamStore, DistributedCacheEventStreamStore>();

        if (configureOptions is not null)
            builder.Services.Configure(configureOptions);

        return builder;
    }
}
