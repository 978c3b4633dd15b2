using DeployMcp.Tests.Clients;
using ModelContextProtocol;
using ModelContextProtocol.Client;
using ModelContextProtocol.Protocol;

namespace DeployMcp.Tests.Conformance;

/// <summary>The official clients, as users have them, understand the transport.</summary>
public sealed class OfficialClientTests(ConformanceServerFixture fixture) : IClassFixture<ConformanceServerFixture>
{
    [Theory]
    [InlineData(1, "2025-11-25")]
    [InlineData(2, "2026-07-28")]
    public async Task TypeScriptClient_CallsATool_GetsProgressAndResult(int version, string revision)
    {
        var result = await TypeScriptClient.CallAsync(version, fixture.Server.Url, tool: "test_tool_with_progress");

        Assert.Equal(revision, result.Revision);
        Assert.Contains(result.Tools, name => name is "test_simple_text");
        Assert.Equal("done", result.Text);
        Assert.Equal([0, 50, 100], result.Progress.Select(progress => progress.GetProperty("progress").GetInt32()));
    }

    [Theory]
    [InlineData(null, "2026-07-28")]
    [InlineData("2025-11-25", "2025-11-25")]
    [InlineData("2025-06-18", "2025-06-18")]
    [InlineData("2025-03-26", "2025-03-26")]
    public async Task CSharpClient_CallsATool_GetsProgressAndResult(string? asked, string revision)
    {
        var transport = new HttpClientTransport(new HttpClientTransportOptions { Endpoint = fixture.Server.Url });
        await using var client = await McpClient.CreateAsync(transport, new McpClientOptions { ProtocolVersion = asked });
        var progress = new ProgressRecorder();

        var result = await client.CallToolAsync("test_tool_with_progress", progress: progress);

        Assert.Equal(revision, client.NegotiatedProtocolVersion);
        Assert.Equal("done", Assert.IsType<TextContentBlock>(Assert.Single(result.Content)).Text);
        Assert.Equal([0, 50, 100], progress.Values);
    }

    /// <summary>Unlike <see cref="Progress{T}"/>, which reports later, elsewhere.</summary>
    private sealed class ProgressRecorder : IProgress<ProgressNotificationValue>
    {
        private readonly List<double> _values = [];

        public IReadOnlyList<double> Values
        {
            get
            {
                lock (_values)
                    return [.. _values];
            }
        }

        public void Report(ProgressNotificationValue value)
        {
            lock (_values)
                _values.Add(value.Progress);
        }
    }
}
