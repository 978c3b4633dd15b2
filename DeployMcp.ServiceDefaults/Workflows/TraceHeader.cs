using System.Diagnostics;
using Temporalio.Api.Common.V1;
using Temporalio.Converters;

namespace DeployMcp.ServiceDefaults.Workflows;

/// <summary>
/// A trace context (W3C Trace Context, sections 3.2 and 3.3) as a header of workflows and activities, under the name and in
/// the shape that Temporal's own OpenTelemetry extensions use, so that traces join across SDKs.
/// </summary>
internal static class TraceHeader
{
    private const string Name = "_tracer-data";
    private const string TraceParent = "traceparent";
    private const string TraceState = "tracestate";

    /// <summary>The headers with <paramref name="context"/> added; unchanged when there is none.</summary>
    public static IDictionary<string, Payload>? Write(IDictionary<string, Payload>? headers, ActivityContext context)
    {
        if (context == default)
        {
            return headers;
        }

        var flags = context.TraceFlags.HasFlag(ActivityTraceFlags.Recorded) ? "01" : "00";
        var carrier = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            [TraceParent] = $"00-{context.TraceId}-{context.SpanId}-{flags}",
        };
        if (!string.IsNullOrEmpty(context.TraceState))
        {
            carrier[TraceState] = context.TraceState;
        }

        return new Dictionary<string, Payload>(headers ?? new Dictionary<string, Payload>(StringComparer.Ordinal), StringComparer.Ordinal)
        {
            [Name] = DataConverter.Default.PayloadConverter.ToPayload(carrier),
        };
    }

    public static ActivityContext Read(IReadOnlyDictionary<string, Payload>? headers)
    {
        if (headers is null || !headers.TryGetValue(Name, out var payload))
        {
            return default;
        }

        var carrier = DataConverter.Default.PayloadConverter.ToValue<Dictionary<string, string>>(payload);
        return carrier.TryGetValue(TraceParent, out var parent)
            && ActivityContext.TryParse(parent, carrier.GetValueOrDefault(TraceState), isRemote: true, out var context)
                ? context
                : default;
    }
}
