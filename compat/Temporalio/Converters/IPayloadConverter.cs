using Temporalio.Api.Common.V1;
using Temporalio.Api.Failure.V1;

namespace Temporalio.Converters;

/// <summary>Values to payloads and back; must be deterministic, for it runs inside workflows too.</summary>
public interface IPayloadConverter
{
    Payload ToPayload(object? value);

    object? ToValue(Payload payload, Type type);
}

/// <summary>One encoding of a payload converter.</summary>
public interface IEncodingConverter
{
    string Encoding { get; }

    bool TryToPayload(object? value, out Payload? payload);

    object? ToValue(Payload payload, Type type);
}

/// <summary>Exceptions to failures and back.</summary>
public interface IFailureConverter
{
    Failure ToFailure(Exception exception, IPayloadConverter payloadConverter);

    Exception ToException(Failure failure, IPayloadConverter payloadConverter);
}

/// <summary>A payload that is handed over as it is.</summary>
public interface IRawValue
{
    Payload Payload { get; }
}

/// <summary>A payload that is handed over as it is.</summary>
public record RawValue(Payload Payload) : IRawValue;

/// <summary>A raw value that may still be encoded by a codec.</summary>
public interface IEncodedRawValue : IRawValue
{
    Task<T> ToValueAsync<T>();
}

internal sealed record EncodedRawValue(DataConverter Converter, Payload Payload) : IEncodedRawValue
{
    public Task<T> ToValueAsync<T>() => Task.FromResult(Converter.PayloadConverter.ToValue<T>(Payload));
}
