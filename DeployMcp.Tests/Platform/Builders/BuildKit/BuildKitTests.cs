using DeployMcp.Domain.Failures;
using DeployMcp.Planning.Plans;
using DeployMcp.Tests.Fixtures.BuildKit;

namespace DeployMcp.Tests.Platform.Builders.BuildKit;

/// <summary>Tests on a real BuildKit with a registry for each of them; where none can run, each asserts only that it says why.</summary>
public abstract class BuildKitTests : IDisposable
{
    private BuildKitBench? _bench;

    protected BuildKitBench Bench => _bench!;

    protected string Base => $"FROM {Bench.Base}\n";

    public void Dispose()
    {
        _bench?.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <returns>False where BuildKit can't run.</returns>
    protected async Task<bool> StartAsync()
    {
        if (await TestBuildKit.ProblemAsync() is { } problem)
        {
            Assert.NotEmpty(problem);
            return false;
        }

        _bench ??= await BuildKitBench.StartAsync();
        return true;
    }

    protected async Task FailsAsync(Func<(string, string)[]> files, PlanSettings settings, FailureCode code, string message, string evidence)
    {
        if (!await StartAsync())
        {
            return;
        }

        var e = await Assert.ThrowsAsync<DeploymentFailureException>(() => Bench.BuildAsync(files(), settings));

        Assert.True(e.Failure.Code == code, $"{e.Failure}\n{Bench.Log}");
        Assert.True(e.Failure.Message.Contains(message, StringComparison.Ordinal), $"{e.Failure}\n{Bench.Log}");
        Assert.Contains(evidence, e.Failure.Evidence, StringComparison.OrdinalIgnoreCase);
    }
}
