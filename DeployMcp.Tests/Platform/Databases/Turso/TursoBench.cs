using System.Collections.Concurrent;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using DeployMcp.Domain.Identity;
using DeployMcp.Domain.Security;
using DeployMcp.Platform.Databases;
using DeployMcp.Platform.Databases.Turso;
using DeployMcp.Tests.Fixtures.TursoStandIn;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace DeployMcp.Tests.Platform.Databases.Turso;

/// <summary>The product's provider against the stand-in, with every line that it logs.</summary>
public sealed class TursoBench : IAsyncLifetime
{
    public const string Region = "eu-central-1";
    public const long Gi = 1024L * 1024 * 1024;

    private readonly List<ServiceProvider> _providers = [];
    private readonly LogLines _logs = new();
    private IServiceProvider? _services;

    public RunningTurso Turso { get; private set; } = null!;

    public TursoState State => Turso.State;

    public IDatabaseProvider Provider => Services.GetServices<IDatabaseProvider>().Single();

    public IServiceProvider Services => _services ??= Build();

    /// <summary>As <c>Level: text</c>, exceptions with it.</summary>
    public IEnumerable<string> Logged => _logs.Lines;

    public async Task InitializeAsync() => Turso = await RunningTurso.StartAsync();

    public async Task DisposeAsync()
    {
        foreach (var provider in _providers)
        {
            await provider.DisposeAsync();
        }

        await Turso.DisposeAsync();
        _logs.Dispose();
    }

    /// <summary>As configured for the stand-in; later settings of the section <c>Databases:Turso</c> win.</summary>
    public IServiceProvider Build(params (string Name, string Value)[] settings) => Build(connections: null, settings);

    /// <param name="connections">Of both clients, instead of those to the stand-in.</param>
    public IServiceProvider Build(Func<HttpMessageHandler>? connections, params (string Name, string Value)[] settings)
    {
        var all = new Dictionary<string, string?>(StringComparer.Ordinal) { ["Databases:Provider"] = "turso" };
        foreach (var (name, value) in Turso.Settings.Select(s => (s.Key, s.Value)).Concat(settings.Select(s => ($"Databases:Turso:{s.Name}", s.Value))))
        {
            all[name] = value;
        }

        var services = new ServiceCollection()
            .AddLogging(logging => logging.SetMinimumLevel(LogLevel.Trace).AddProvider(_logs))
            .AddDatabases(new ConfigurationBuilder().AddInMemoryCollection(all).Build());
        services.AddHttpClient(TursoProbe.ClientName).ConfigurePrimaryHttpMessageHandler(connections ?? Turso.Connections);
        if (connections is not null)
        {
            services.AddHttpClient(TursoTransport.ClientName).ConfigurePrimaryHttpMessageHandler(connections);
        }

        var provider = services.BuildServiceProvider();
        _providers.Add(provider);
        return provider;
    }

    public static IDatabaseProvider ProviderOf(IServiceProvider services) => services.GetServices<IDatabaseProvider>().Single();

    internal TursoClient Client(params (string Name, string Value)[] settings) => Build(settings).GetRequiredService<TursoClient>();

    public static DatabaseOrder Order(string region = Region, long maxBytes = Gi) => new(ResourceId.New(), UserId.New(), "my-db", region, maxBytes);

    /// <summary>What a database of the stand-in answers to a statement: the status, or <c>error</c> for one inside the answer.</summary>
    public async Task<string> QueryAsync(string reference, string sql, Sensitive token)
    {
        using var http = new HttpClient(Turso.Connections());
        using var request = new HttpRequestMessage(HttpMethod.Post, $"http://{reference}-{TursoState.Organization}.localhost:{Turso.Url.Port}/v2/pipeline");
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token.Reveal());
        request.Content = JsonContent.Create(new { requests = new[] { new { type = "execute", stmt = new { sql } } } });
        using var response = await http.SendAsync(request);
        return response.IsSuccessStatusCode
            ? (await response.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("results")[0].GetProperty("type").GetString()!
            : $"{(int)response.StatusCode}";
    }

    private sealed class LogLines : ILoggerProvider
    {
        public ConcurrentQueue<string> Lines { get; } = new();

        public ILogger CreateLogger(string categoryName) => new Logger(Lines);

        public void Dispose()
        {
            // Nothing is held.
        }

        private sealed class Logger(ConcurrentQueue<string> lines) : ILogger
        {
            public IDisposable? BeginScope<TState>(TState state)
                where TState : notnull => null;

            public bool IsEnabled(LogLevel logLevel) => true;

            public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
                => lines.Enqueue($"{logLevel}: {formatter(state, exception)} {exception}");
        }
    }
}
