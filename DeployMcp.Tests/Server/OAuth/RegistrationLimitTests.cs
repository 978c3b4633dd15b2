using System.Net;
using DeployMcp.Server.OAuth.Clients;
using Microsoft.Extensions.Configuration;

namespace DeployMcp.Tests.Server.OAuth;

public class RegistrationLimitTests
{
    private readonly TurnableClock _clock = new();

    private RegistrationLimit Limit => field ??= new RegistrationLimit(
        new ConfigurationBuilder().AddInMemoryCollection([new("OAuth:RegistrationsPerMinute", "2")]).Build(), _clock);

    [Fact]
    public void Take_BeyondTheLimit_SaysHowLongUntilItMayGoOn()
    {
        Assert.Null(Take("192.0.2.1"));
        Assert.Null(Take("192.0.2.1"));
        _clock.Now += TimeSpan.FromSeconds(20);

        Assert.Equal(TimeSpan.FromSeconds(40), Take("192.0.2.1"));
        Assert.Null(Take("192.0.2.2"));
        _clock.Now += TimeSpan.FromSeconds(40);
        Assert.Null(Take("192.0.2.1"));
    }

    [Fact]
    public void Take_FromAddressesOfOneNetwork_CountsThemAsOne()
    {
        Assert.Null(Take("2001:db8:1:1::1"));
        Assert.Null(Take("2001:db8:1:1:ffff::2"));

        Assert.NotNull(Take("2001:db8:1:1::3"));
        Assert.Null(Take("2001:db8:1:2::1"));
        Assert.Null(Take("192.0.2.1"));
        Assert.Null(Take("::ffff:192.0.2.1"));
        Assert.NotNull(Take("192.0.2.1"));
    }

    private TimeSpan? Take(string address) => Limit.Take(IPAddress.Parse(address));

    private sealed class TurnableClock : TimeProvider
    {
        public DateTimeOffset Now { get; set; } = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

        public override DateTimeOffset GetUtcNow() => Now;
    }
}
