using DeployMcp.Platform.GitHub;
using DeployMcp.Tests.Fixtures.GitHubStandIn;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace DeployMcp.Tests.Platform.GitHub;

/// <summary>The product's GitHub App against the stand-in.</summary>
public sealed class GitHubBench : IAsyncLifetime
{
    private readonly List<ServiceProvider> _providers = [];

    public RunningGitHub GitHub { get; private set; } = null!;

    public StandInState State => GitHub.State;

    public async Task InitializeAsync() => GitHub = await RunningGitHub.StartAsync();

    public async Task DisposeAsync()
    {
        foreach (var provider in _providers)
        {
            await provider.DisposeAsync();
        }

        await GitHub.DisposeAsync();
    }

    /// <summary>As configured for the stand-in; later settings win.</summary>
    public T Get<T>(params (string Name, string Value)[] settings)
        where T : notnull
    {
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection(GitHub.Settings.Concat(settings.Select(s => KeyValuePair.Create(s.Name, s.Value)))
                .GroupBy(s => s.Key, StringComparer.Ordinal).Select(g => KeyValuePair.Create($"GitHub:{g.Key}", (string?)g.Last().Value)))
            .Build();
        var provider = new ServiceCollection().AddLogging().AddGitHubApp(configuration).BuildServiceProvider();
        _providers.Add(provider);
        return provider.GetRequiredService<T>();
    }
}
