using DeployMcp.Data.Keys;
using DeployMcp.Domain.Identity;
using DeployMcp.Domain.Security;
using DeployMcp.Server.Keys;
using DeployMcp.Server.Limits;
using DeployMcp.Tests.Fixtures;
using Npgsql;

namespace DeployMcp.Tests.Server.Keys;

public class ApiKeyVerifierTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    private readonly TurnableClock _clock = new();

    private ApiKeyVerifier Verifier => field ??= new ApiKeyVerifier(database.Get<ApiKeyStore>(), _clock, new RequestLimits(LimitSettings.Off, _clock));

    [Fact]
    public async Task VerifyAsync_OfAnUnknownKey_IsNull()
        => Assert.Null(await Verifier.VerifyAsync(ApiKeyFormat.New(), from: null, CancellationToken.None));

    [Fact]
    public async Task VerifyAsync_AfterRevocationIsHeard_IsNull()
    {
        var (key, secret) = await NewKeyAsync();
        Verifier.SetHearsRevocations(true);
        Assert.Equal(key.UserId, (await VerifyAsync(secret))?.Caller.UserId);

        await RevokeSilentlyAsync(key);
        Assert.NotNull(await VerifyAsync(secret));
        Verifier.Forget(key.Id);

        Assert.Null(await VerifyAsync(secret));
    }

    [Fact]
    public async Task VerifyAsync_WhileRevocationsAreNotHeard_LooksAtTheRow()
    {
        var (key, secret) = await NewKeyAsync();
        Verifier.SetHearsRevocations(false);
        Assert.NotNull(await VerifyAsync(secret));

        await RevokeSilentlyAsync(key);

        Assert.Null(await VerifyAsync(secret));
    }

    [Fact]
    public async Task VerifyAsync_AfterAMinute_VerifiesAgain()
    {
        var (key, secret) = await NewKeyAsync();
        Verifier.SetHearsRevocations(true);
        Assert.NotNull(await VerifyAsync(secret));
        await RevokeSilentlyAsync(key);

        _clock.Turn(ApiKeyVerifier.MaxAge + TimeSpan.FromSeconds(1));

        Assert.Null(await VerifyAsync(secret));
    }

    [Fact]
    public async Task VerifyAsync_OfOneNewKeyByManyAtOnce_HashesOnce()
    {
        var (key, secret) = await NewKeyAsync();

        var principals = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => VerifyAsync(secret)));

        // Each verification makes a principal of its own; so one instance is one verification.
        Assert.Equal(key.Id, Assert.Single(principals.Distinct())!.Caller.KeyId);
    }

    [Fact]
    public async Task VerifyAsync_WhoseFirstCallerGoesAway_StillServesTheNext()
    {
        var (_, secret) = await NewKeyAsync();
        using var gone = new CancellationTokenSource();
        var first = Verifier.VerifyAsync(secret, from: null, gone.Token).AsTask();
        await gone.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first);

        Assert.NotNull(await VerifyAsync(secret));
    }

    private async Task<DeployMcp.Server.Auth.CallerPrincipal?> VerifyAsync(Sensitive secret) => await Verifier.VerifyAsync(secret, from: null, CancellationToken.None);

    private async Task<(ApiKey Key, Sensitive Secret)> NewKeyAsync()
        => await database.Get<ApiKeyStore>().CreateAsync(new NewApiKey((await database.AddUserAsync()).Id, "test", KeyScope.Admin, "test"));

    /// <summary>As seen by a process that the notification doesn't reach.</summary>
    private async Task RevokeSilentlyAsync(ApiKey key)
    {
        await using var command = database.Get<NpgsqlDataSource>().CreateCommand("update api_keys set revoked_at = now() where id = $1");
        command.Parameters.AddWithValue(key.Id.Value);
        await command.ExecuteNonQueryAsync();
    }

    private sealed class TurnableClock : TimeProvider
    {
        private TimeSpan _ahead;

        public void Turn(TimeSpan by) => _ahead += by;

        public override long GetTimestamp() => base.GetTimestamp() + (long)(_ahead.TotalSeconds * TimestampFrequency);
    }
}
