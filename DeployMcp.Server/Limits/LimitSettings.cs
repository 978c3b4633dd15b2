namespace DeployMcp.Server.Limits;

/// <summary>
/// How many requests are taken, per minute; a whole minute's worth may come at once, and then they come back evenly. 0 is no limit.
/// </summary>
/// <param name="RequestsPerMinutePerKey"><c>Limits:RequestsPerMinutePerKey</c>.</param>
/// <param name="RequestsPerMinutePerAddress"><c>Limits:RequestsPerMinutePerAddress</c>: those without a good key, pages among them.</param>
/// <param name="KeyChecksPerMinutePerAddress">
/// <c>Limits:KeyChecksPerMinutePerAddress</c>: keys that are not remembered from the last 60 s, right or wrong. Each may cost a
/// bcrypt, some 50 ms of the database's CPU.
/// </param>
/// <param name="SignInsPerMinutePerAddress"><c>Limits:SignInsPerMinutePerAddress</c>: posts to sign-in, OAuth and its registration.</param>
public sealed record LimitSettings(
    int RequestsPerMinutePerKey = 6_000, int RequestsPerMinutePerAddress = 1_200, int KeyChecksPerMinutePerAddress = 120, int SignInsPerMinutePerAddress = 120)
{
    public static LimitSettings Off { get; } = new(0, 0, 0, 0);

    /// <summary>In Development, where the machine is its user's own, a key has no limit unless one is set.</summary>
    /// <exception cref="InvalidOperationException">A setting is negative.</exception>
    public static LimitSettings Of(IConfiguration configuration, IHostEnvironment environment)
    {
        var defaults = environment.IsDevelopment() ? new LimitSettings(RequestsPerMinutePerKey: 0) : new LimitSettings();
        return new LimitSettings(
            Read(configuration, nameof(RequestsPerMinutePerKey), defaults.RequestsPerMinutePerKey),
            Read(configuration, nameof(RequestsPerMinutePerAddress), defaults.RequestsPerMinutePerAddress),
            Read(configuration, nameof(KeyChecksPerMinutePerAddress), defaults.KeyChecksPerMinutePerAddress),
            Read(configuration, nameof(SignInsPerMinutePerAddress), defaults.SignInsPerMinutePerAddress));
    }

    private static int Read(IConfiguration configuration, string name, int byDefault)
        => configuration.GetValue($"Limits:{name}", byDefault) is >= 0 and var limit
            ? limit
            : throw new InvalidOperationException($"Limits:{name} must be 0, which is no limit, or more.");
}
