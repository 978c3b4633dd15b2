using System.Diagnostics;
using System.Security.Cryptography;
using DeployMcp.Platform.GitHub;
using DeployMcp.Tests.Fixtures.GitHubStandIn;

namespace DeployMcp.Tests.Platform.GitHub;

/// <summary>A stand-in of their own: what is planned is for the next request, whoever makes it.</summary>
public sealed class GitHubLimitsTests : IAsyncLifetime
{
    private readonly GitHubBench _bench = new();
    private StandInInstallation _installation = null!;

    public async Task InitializeAsync()
    {
        await _bench.InitializeAsync();
        _installation = _bench.State.Install(_bench.State.AddAccount("acme"));
    }

    public Task DisposeAsync() => _bench.DisposeAsync();

    [Fact]
    public async Task Call_AtAPrimaryLimitThatResetsSoon_WaitsForIt()
    {
        _bench.State.Planned.Enqueue(StandInAnswer.PrimaryLimit(DateTimeOffset.UtcNow.AddSeconds(1)));

        var watch = Stopwatch.StartNew();
        Assert.NotNull(await FindAsync());

        Assert.InRange(watch.Elapsed, TimeSpan.FromSeconds(0.9), TimeSpan.FromSeconds(10));
    }

    [Theory]
    [InlineData(403)]
    [InlineData(429)]
    public async Task Call_AtASecondaryLimit_WaitsAsLongAsItSays(int status)
    {
        _bench.State.Planned.Enqueue(StandInAnswer.SecondaryLimit(status, retryAfter: 1));

        var watch = Stopwatch.StartNew();
        Assert.NotNull(await FindAsync());

        Assert.InRange(watch.Elapsed, TimeSpan.FromSeconds(0.9), TimeSpan.FromSeconds(10));
    }

    [Fact]
    public async Task Call_AtALimitForAnHour_SaysUntilWhenAndAsksNoMore()
    {
        var reset = DateTimeOffset.FromUnixTimeSeconds(DateTimeOffset.UtcNow.AddMinutes(50).ToUnixTimeSeconds());
        _bench.State.Planned.Enqueue(StandInAnswer.PrimaryLimit(reset));

        var limited = await Assert.ThrowsAsync<GitHubUnavailableException>(FindAsync);

        Assert.InRange(limited.RetryAt!.Value, reset, reset.AddSeconds(2.5));
        Assert.Single(_bench.State.Requests);
    }

    [Fact]
    public async Task Call_ThatGitHubFails_IsMadeAgainAndThenGivenUp()
    {
        _bench.State.Planned.Enqueue(StandInAnswer.Broken(502));
        _bench.State.Planned.Enqueue(StandInAnswer.Broken(500));
        Assert.NotNull(await FindAsync());

        for (var i = 0; i < 3; i++)
        {
            _bench.State.Planned.Enqueue(StandInAnswer.Broken(503));
        }

        var failed = await Assert.ThrowsAsync<GitHubUnavailableException>(FindAsync);

        Assert.Equal(("GitHub answered with 503.", (DateTimeOffset?)null), (failed.Message, failed.RetryAt));
    }

    [Fact]
    public async Task Create_ThatSeemsToFail_IsNotMadeTwice()
    {
        var repositories = _bench.Get<GitHubRepositories>();
        await repositories.CreateAsync(_installation.Id, new("acme", "first"), null, CancellationToken.None);
        _bench.State.Planned.Enqueue(StandInAnswer.Broken(502));

        await Assert.ThrowsAsync<GitHubUnavailableException>(() => repositories.CreateAsync(_installation.Id, new("acme", "second"), null, CancellationToken.None));

        Assert.Equal(2, _bench.State.Requests.Count(r => r.StartsWith("POST /api/v3/orgs", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Call_WhenGitHubIsAway_IsUnavailable()
        => await Assert.ThrowsAsync<GitHubUnavailableException>(
            () => _bench.Get<GitHubInstallations>(("ApiUrl", "http://127.0.0.1:9")).FindAsync(_installation.Id, CancellationToken.None));

    [Fact]
    public async Task Call_WithAnotherKey_IsTheOperatorsFault()
    {
        using var other = RSA.Create(2048);

        await Assert.ThrowsAsync<GitHubSetupException>(
            () => _bench.Get<GitHubInstallations>(("PrivateKey", other.ExportRSAPrivateKeyPem())).FindAsync(_installation.Id, CancellationToken.None));
    }

    [Fact]
    public async Task Call_WithAKeyThatIsNone_SaysSoWithoutShowingIt()
    {
        var thrown = await Assert.ThrowsAsync<GitHubSetupException>(
            () => _bench.Get<GitHubInstallations>(("PrivateKey", "-----BEGIN PRIVATE KEY-----\nc2VjcmV0\n-----END PRIVATE KEY-----")).FindAsync(1, CancellationToken.None));

        Assert.DoesNotContain("c2VjcmV0", thrown.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Key_FromAFileOrOnOneLine_IsTaken()
    {
        var file = Path.GetTempFileName();
        await File.WriteAllTextAsync(file, _bench.State.Key.ExportRSAPrivateKeyPem());

        Assert.NotNull(await _bench.Get<GitHubInstallations>(("PrivateKey", file)).FindAsync(_installation.Id, CancellationToken.None));
        Assert.NotNull(await _bench.Get<GitHubInstallations>(("PrivateKey", _bench.State.Key.ExportPkcs8PrivateKeyPem().Replace("\n", "\\n", StringComparison.Ordinal)))
            .FindAsync(_installation.Id, CancellationToken.None));
        File.Delete(file);
    }

    private Task<InstallationState?> FindAsync() => _bench.Get<GitHubInstallations>().FindAsync(_installation.Id, CancellationToken.None);
}
