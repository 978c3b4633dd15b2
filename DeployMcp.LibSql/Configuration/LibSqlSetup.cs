using System.Net;
using DeployMcp.LibSql.Administration;
using DeployMcp.LibSql.Backups;
using DeployMcp.LibSql.Databases;
using DeployMcp.LibSql.Hrana;
using DeployMcp.LibSql.Hrana.Json;
using DeployMcp.LibSql.Hrana.Protobuf;
using DeployMcp.LibSql.Pipelines;
using DeployMcp.LibSql.Sqlite;
using DeployMcp.LibSql.Streams;
using DeployMcp.LibSql.Tokens;
using DeployMcp.LibSql.WebSockets;

namespace DeployMcp.LibSql.Configuration;

/// <summary>What the server is made of, where it listens, and which paths it has.</summary>
internal static class LibSqlSetup
{
    /// <summary>Statements hold a thread while they compute; with fewer, a few long ones would keep everybody else waiting.</summary>
    private const int ThreadsAtOnce = 32;

    public static void AddLibSql(this WebApplicationBuilder builder, LibSqlSettings settings)
    {
        ThreadPool.GetMinThreads(out _, out var completion);
        ThreadPool.SetMinThreads(ThreadsAtOnce, completion);
        _ = NativeSqlite.sqlite3_hard_heap_limit64(settings.Limits.MaxHeapBytes);
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = settings.Limits.MaxRequestBytes;
            foreach (var address in settings.Addresses)
                kestrel.Listen(IPAddress.Parse(address), settings.Port);
            kestrel.Listen(IPAddress.Loopback, settings.AdminPort);
        });
        builder.Services.AddSingleton(settings);
        builder.Services.AddSingleton<DataDirectory>();
        builder.Services.AddSingleton<DatabaseRegistry>();
        builder.Services.AddSingleton<TokenService>();
        builder.Services.AddSingleton<StreamTable>();
        builder.Services.AddSingleton<HranaHttp>();
        builder.Services.AddSingleton<BackupStore>();
        builder.Services.AddBrowserAccess();
        builder.Services.AddHostedService<Housekeeping>();
        builder.Services.AddHostedService<LogShrinking>();
        builder.Services.AddHostedService<BackupSchedule>();
    }

    /// <summary>Everything that it answers, but for health.</summary>
    public static void UseLibSql(this WebApplication app, LibSqlSettings settings)
    {
        app.UseWebSockets();
        app.UseAdminAccess(settings);
        app.UseRouting();
        app.UseCors();
        app.MapHrana();
        app.MapAdministration();
    }

    private static void MapAdministration(this WebApplication app)
    {
        app.MapDatabases();
        app.MapBackups();
    }

    /// <summary>The same at the root, where the host names the database, and below <c>/db/NAME</c>.</summary>
    private static void MapHrana(this WebApplication app)
    {
        var hrana = app.MapGroup("").RequireCors(BrowserAccess.Policy);
        foreach (var root in new[] { "", $"/db/{{{DatabaseAddress.RouteValue}}}" })
        {
            hrana.MapGet($"{root}/v2", () => Results.Text("Hrana over HTTP, version 2"));
            hrana.MapGet($"{root}/v3", () => Results.Text("Hrana over HTTP, version 3"));
            hrana.MapGet($"{root}/v3-protobuf", () => Results.Text("Hrana over HTTP, version 3, in Protobuf"));
            MapPipeline(hrana, $"{root}/v2/pipeline", JsonEncoding.Instance);
            MapVersion3(hrana, $"{root}/v3", JsonEncoding.Instance);
            MapVersion3(hrana, $"{root}/v3-protobuf", ProtobufEncoding.Instance);
            hrana.MapGet($"{root}/", ServeRootAsync);
        }
    }

    private static void MapVersion3(RouteGroupBuilder hrana, string path, IHranaEncoding encoding)
    {
        MapPipeline(hrana, $"{path}/pipeline", encoding);
        hrana.MapPost($"{path}/cursor", context => CursorEndpoint.ServeAsync(context, encoding));
    }

    private static void MapPipeline(RouteGroupBuilder hrana, string path, IHranaEncoding encoding)
        => hrana.MapPost(path, context => PipelineEndpoint.ServeAsync(context, encoding));

    private static Task ServeRootAsync(HttpContext context)
    {
        if (context.WebSockets.IsWebSocketRequest)
            return WebSocketEndpoint.ServeAsync(context);
        return context.Response.WriteAsync("A libSQL server: point a libSQL client here, by HTTP or WebSocket.", context.RequestAborted);
    }
}
