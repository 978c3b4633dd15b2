using Temporalio.Api.Common.V1;

namespace Temporalio.Converters;

/// <summary>How values and exceptions travel.</summary>
public record DataConverter(IPayloadConverter PayloadConverter, IFailureConverter FailureConverter)
{
    public static DataConverter Default { get; } = new(new DefaultPayloadConverter(), new DefaultFailureConverter());
}

public static class ConverterExtensions
{
    public static T ToValue<T>(this IPayloadConverter converter, Payload payload) => (T)converter.ToValue(payload, typeof(T))!;

    public static T ToValue<T>(this IPayloadConverter converter, IRawValue rawValue) => converter.ToValue<T>(rawValue.Payload);

    internal static Payloads ToPayloads(this IPayloadConverter converter, IEnumerable<object?> values)
        => new() { Payloads_ = { values.Select(converter.ToPayload) } };

    /// <summary>The single value of a result, or default where the caller discards it (<see cref="ValueTuple"/>).</summary>
    internal static T ToResult<T>(this IPayloadConverter converter, Payloads? payloads)
    {
        if (typeof(T) == typeof(ValueTuple))
            return default!;

        return payloads is { Payloads_.Count: 1 }
            ? converter.ToValue<T>(payloads.Payloads_[0])
            : throw new ArgumentException($"Expected 1 payload, found {payloads?.Payloads_.Count ?? 0}", nameof(payloads));
    }
}
