using System.Text.Json;
using Temporalio.Api.Common.V1;

namespace Temporalio.Converters;

/// <summary>Null, bytes, protobuf messages, and System.Text.Json with its default options for all else.</summary>
public class DefaultPayloadConverter : IPayloadConverter
{
    private readonly Dictionary<string, IEncodingConverter> _byEncoding;

    public DefaultPayloadConverter()
        : this(new JsonSerializerOptions())
    {
    }

    protected DefaultPayloadConverter(JsonSerializerOptions jsonSerializerOptions)
        : this(new BinaryNullConverter(), new BinaryPlainConverter(), new JsonProtoConverter(), new BinaryProtoConverter(), new JsonPlainConverter(jsonSerializerOptions))
    {
    }

    protected DefaultPayloadConverter(params IEncodingConverter[] encodingConverters)
    {
        EncodingConverters = encodingConverters;
        _byEncoding = encodingConverters.ToDictionary(c => c.Encoding, StringComparer.Ordinal);
    }

    public IReadOnlyCollection<IEncodingConverter> EncodingConverters { get; private init; }

    public Payload ToPayload(object? value)
    {
        if (value is IRawValue raw)
            return raw.Payload;

        foreach (var converter in EncodingConverters)
        {
            if (converter.TryToPayload(value, out var payload))
                return payload!;
        }

        throw new ArgumentException($"Value of type {value?.GetType().ToString() ?? "<null>"} has no known converter", nameof(value));
    }

    public object? ToValue(Payload payload, Type type)
    {
        if (type == typeof(IRawValue) || type == typeof(RawValue))
            return new RawValue(payload);

        var encoding = payload.Metadata.TryGetValue("encoding", out var name) ? name.ToStringUtf8() : "";
        return _byEncoding.TryGetValue(encoding, out var converter)
            ? converter.ToValue(payload, type)
            : throw new ArgumentException($"Unknown payload encoding {encoding}", nameof(payload));
    }
}
