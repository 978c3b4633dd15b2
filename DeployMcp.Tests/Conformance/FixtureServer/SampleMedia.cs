namespace DeployMcp.Tests.Conformance.FixtureServer;

/// <summary>The smallest valid files of their kinds, in Base64 as the protocol carries them.</summary>
internal static class SampleMedia
{
    /// <summary>A red PNG of one pixel.</summary>
    public static ReadOnlyMemory<byte> Png { get; } =
        "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8DwHwAFBQIAX8jx0gAAAABJRU5ErkJggg=="u8.ToArray();

    /// <summary>A WAV file without samples.</summary>
    public static ReadOnlyMemory<byte> Wav { get; } = "UklGRiYAAABXQVZFZm10IBAAAAABAAEAQB8AAAB9AAACABAAZGF0YQIAAAA="u8.ToArray();
}
