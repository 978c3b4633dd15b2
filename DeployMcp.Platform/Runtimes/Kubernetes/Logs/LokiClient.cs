using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json;
using DeployMcp.Domain.Identity;
using DeployMcp.Planning.Runtime;

namespace DeployMcp.Platform.Runtimes.Kubernetes.Logs;

/// <summary>Loki's HTTP API: <c>GET /loki/api/v1/query_range</c>, by the labels that the collector takes from pods: their namespace and service.</summary>
internal sealed class LokiClient(HttpClient http, TimeSpan range, TimeProvider time)
{
    private const long NanosecondsPerTick = 100;

    /// <exception cref="HttpRequestException">Loki did not answer, or with an error.</exception>
    public async Task<IReadOnlyList<RuntimeLogLine>> TailAsync(string space, ServiceId service, int lines, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var query = $$"""{namespace="{{space}}", service="{{service}}"}""";
        var uri = FormattableString.Invariant(
            $"loki/api/v1/query_range?query={Uri.EscapeDataString(query)}&limit={lines}&direction=backward&start={Nanoseconds(now - range)}&end={Nanoseconds(now)}");
        try
        {
            var answer = await http.GetFromJsonAsync<JsonElement>(uri, cancellationToken);
            return [.. Lines(answer).OrderBy(l => l.At).TakeLast(lines)];
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException or FormatException
            || (e is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            throw new HttpRequestException("Loki did not answer as it should.", e);
        }
    }

    /// <summary>One stream per set of labels, each value a pair: nanoseconds as text, and the line.</summary>
    private static List<RuntimeLogLine> Lines(JsonElement answer)
        => [.. answer.GetProperty("data").GetProperty("result").EnumerateArray()
            .SelectMany(stream => stream.GetProperty("values").EnumerateArray())
            .Select(value => new RuntimeLogLine(At(value[0].GetString()!), value[1].GetString()!))];

    private static DateTimeOffset At(string nanoseconds)
        => DateTimeOffset.UnixEpoch.AddTicks(long.Parse(nanoseconds, CultureInfo.InvariantCulture) / NanosecondsPerTick);

    private static long Nanoseconds(DateTimeOffset at) => (at - DateTimeOffset.UnixEpoch).Ticks * NanosecondsPerTick;
}
