using System.Net;
using DeployMcp.Server.Limits;
using Microsoft.Extensions.Configuration;

namespace DeployMcp.Tests.Server.Limits;

public class TokenBucketsTests
{
    private readonly TurnableTime _time = new();

    [Fact]
    public void TryTake_BeyondAMinutesWorth_IsRefusedUntilOneHasComeBack()
    {
        var buckets = new TokenBuckets<int>(perMinute: 60, _time);
        for (var i = 0; i < 60; i++)
            Assert.True(buckets.TryTake(1, out _));

        Assert.False(buckets.TryTake(1, out var wait));
        Assert.InRange(wait, TimeSpan.FromSeconds(0.9), TimeSpan.FromSeconds(1));
        Assert.True(buckets.TryTake(2, out _));
        _time.Turn(wait);
        Assert.True(buckets.TryTake(1, out _));
        Assert.False(buckets.TryTake(1, out _));
        _time.Turn(TimeSpan.FromMinutes(10));
        Assert.Equal(60, Enumerable.Range(0, 100).Count(_ => buckets.TryTake(1, out var _)));
    }

    [Fact]
    public void TryTake_Without_A_Limit_IsNeverRefused()
        => Assert.True(Enumerable.Range(0, 10_000).All(_ => new TokenBuckets<int>(0, _time).TryTake(1, out var _)));

    [Fact]
    public void TryTake_ByManyThreads_GivesExactlyWhatThereIs()
    {
        var buckets = new TokenBuckets<int>(perMinute: 1_000, _time);
        var taken = 0;

        Parallel.For(0, 5_000, _ => Interlocked.Add(ref taken, buckets.TryTake(1, out var _) ? 1 : 0));

        Assert.Equal(1_000, taken);
    }

    [Fact]
    public void TryTake_OfMoreKeysThanAreKept_SharesOneBucketUntilThereIsRoom()
    {
        var buckets = new TokenBuckets<int>(perMinute: 2, _time);
        for (var key = 0; key < TokenBuckets<int>.MaxBuckets; key++)
            Assert.True(buckets.TryTake(key, out _));

        Assert.Equal(2, Enumerable.Range(1, 100).Count(i => buckets.TryTake(-i, out var _)));
        Assert.True(buckets.TryTake(5, out _));
        _time.Turn(TimeSpan.FromMinutes(2));
        Assert.True(Enumerable.Range(1, 100).All(i => buckets.TryTake(-i, out var _)));
    }

    [Theory]
    [InlineData("10.0.0.1", "10.0.0.2", false)]
    [InlineData("10.0.0.1", "::ffff:10.0.0.1", true)]
    [InlineData("2001:db8::1", "2001:db8::ffff:1", true)]
    [InlineData("2001:db8::1", "2001:db8:0:1::1", false)]
    [InlineData("::1", "127.0.0.1", false)]
    public void AddressKey_OfTwoAddresses_IsTheSameForOneHostOrNetwork(string one, string other, bool same)
        => Assert.Equal(same, AddressKey.Of(IPAddress.Parse(one)) == AddressKey.Of(IPAddress.Parse(other)));

    [Fact]
    public void Settings_ThatAreNegative_AreAClearError()
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection([new("Limits:RequestsPerMinutePerKey", "-1")]).Build();

        Assert.Contains("Limits:RequestsPerMinutePerKey must be 0", Assert.Throws<InvalidOperationException>(() => LimitSettings.Of(configuration, In("Production"))).Message, StringComparison.Ordinal);
    }

    private sealed class TurnableTime : TimeProvider
    {
        private long _now = 1_000;

        public void Turn(TimeSpan by) => _now += (long)Math.Ceiling(by.TotalSeconds * TimestampFrequency);

        public override long GetTimestamp() => _now;
    }

    [Theory]
    [InlineData("Development", 0)]
    [InlineData("Production", 6_000)]
    public void Of_WithoutASetting_LimitsAKeyWhereTheMachineIsShared(string environment, int expected)
        => Assert.Equal(expected, LimitSettings.Of(new ConfigurationBuilder().Build(), In(environment)).RequestsPerMinutePerKey);

    private static Microsoft.Extensions.Hosting.Internal.HostingEnvironment In(string environment) => new() { EnvironmentName = environment };
}
