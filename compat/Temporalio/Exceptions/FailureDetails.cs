using Temporalio.Api.Common.V1;
using Temporalio.Converters;

namespace Temporalio.Exceptions;

/// <summary>Details of a failure, converted when they are asked for.</summary>
public interface IFailureDetails
{
    int Count { get; }

    T ElementAt<T>(int index);
}

/// <summary>Details that were received and are still payloads.</summary>
public record InboundFailureDetails(IPayloadConverter Converter, IReadOnlyCollection<Payload>? Payloads) : IFailureDetails
{
    public int Count => Payloads?.Count ?? 0;

    public T ElementAt<T>(int index)
        => index < Count ? Converter.ToValue<T>(Payloads!.ElementAt(index)) : throw new ArgumentOutOfRangeException(nameof(index));
}

/// <summary>Details given by user code.</summary>
public record OutboundFailureDetails(IReadOnlyCollection<object?> Details) : IFailureDetails
{
    public int Count => Details.Count;

    public T ElementAt<T>(int index) => (T)Details.ElementAt(index)!;
}
