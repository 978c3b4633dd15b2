using DeployMcp.Benchmarks.Kill;
using Xunit.Abstractions;

namespace DeployMcp.Tests.EndToEnd;

/// <summary>
/// A few points of the matrix of processes and steps that <c>benchmarks/</c> walks as a whole, on a platform of its own whose
/// AppHost starts again what is killed.
/// </summary>
[Collection(PlatformCollection.Name)]
public sealed class KillTests(ITestOutputHelper output) : IAsyncLifetime
{
    private RunningPlatform _platform = null!;
    private KillMatrix _matrix = null!;

    public async Task InitializeAsync()
    {
        _platform = await RunningPlatform.StartAsync();
        var connection = _platform.Connection;
        _matrix = await KillMatrix.CreateAsync(
            new DeployMcp.Benchmarks.Platform.PlatformConnection(connection.McpUrl, connection.ApiKey, connection.GitUrl, connection.EdgeUrl), _platform.Data);
    }

    public async Task DisposeAsync()
    {
        await _matrix.DisposeAsync();
        await _platform.DisposeAsync();
    }

    [Fact]
    public async Task Kill_OfAProcessInTheMidstOfADeployment_LosesNothing()
    {
        var lost = new List<KillOutcome>();
        foreach (var (process, step) in new[]
        {
            ("deployer-worker", "building"), ("git-server", "fetching"), ("agent", "waiting"), ("postgres", "switching"), ("server", "applying"),
            ("deployer-worker", "provisioning"), ("databases", "provisioning"),
        })
        {
            var outcome = await _matrix.RunAsync(process, DeployStep.Of(step));
            output.WriteLine($"{outcome}");
            if (outcome.IsLost)
            {
                lost.Add(outcome);
            }
        }

        Assert.True(lost.Count == 0, $"{string.Join('\n', lost)}\n{_platform.Output}");
    }
}
