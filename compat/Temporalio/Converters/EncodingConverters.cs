using System.Text.Json;
using Google.Protobuf;
using Temporalio.Api.Common.V1;

namespace Temporalio.Converters;

public class BinaryNullConverter : IEncodingConverter
{
    public string Encoding => "binary/null";

    public bool TryToPayload(object? value, out Payload? payload)
    {
        payload = value is null ? PayloadEncoding.Create(Encoding, ByteString.Empty) : null;
        return payload is not null;
    }

    public object? ToValue(Payload payload, Type type)
        => type.IsValueType && Nullable.GetUnderlyingType(type) is null
            ? throw new ArgumentException($"Payload is null, but type {type} is not nullable", nameof(payload))
            : null;
}

public class BinaryPlainConverter : IEncodingConverter
{
    public string Encoding => "binary/plain";

    public bool TryToPayload(object? value, out Payload? payload)
    {
        payload = value is byte[] bytes ? PayloadEncoding.Create(Encoding, ByteString.CopyFrom(bytes)) : null;
        return payload is not null;
    }

    public object? ToValue(Payload payload, Type type)
        => type == typeof(byte[]) || type == typeof(object)
            ? payload.Data.ToByteArray()
            : throw new ArgumentException($"Payload is bytes, but type is {type}", nameof(payload));
}

public class JsonProtoConverter : IEncodingConverter
{
    public string Encoding => "json/protobuf";

    public bool TryToPayload(object? value, out Payload? payload)
    {
        payload = value is IMessage message
            ? PayloadEncoding.Create(Encoding, ByteString.CopyFromUtf8(JsonFormatter.Default.Format(message)), message.Descriptor.FullName)
            : null;
        return payload is not null;
    }

    public object? ToValue(Payload payload, Type type)
        => JsonParser.Default.Parse(payload.Data.ToStringUtf8(), PayloadEncoding.NewMessage(type).Descriptor);
}

public class BinaryProtoConverter : IEncodingConverter
{
    public string Encoding => "binary/protobuf";

    public bool TryToPayload(object? value, out Payload? payload)
    {
        payload = value is IMessage message ? PayloadEncoding.Create(Encoding, message.ToByteString(), message.Descriptor.FullName) : null;
        return payload is not null;
    }

    public object? ToValue(Payload payload, Type type)
    {
        var message = PayloadEncoding.NewMessage(type);
        message.MergeFrom(payload.Data);
        return message;
    }
}

public class JsonPlainConverter(JsonSerializerOptions serializerOptions) : IEncodingConverter
{
    public virtual string Encoding => "json/plain";

    protected JsonSerializerOptions SerializerOptions { get; private init; } = serializerOptions;

    public virtual bool TryToPayload(object? value, out Payload? payload)
    {
        payload = PayloadEncoding.Create(Encoding, UnsafeByteOperations.UnsafeWrap(JsonSerializer.SerializeToUtf8Bytes(value, SerializerOptions)));
        return true;
    }

    public virtual object? ToValue(Payload payload, Type type) => JsonSerializer.Deserialize(payload.Data.Span, type, SerializerOptions);
}

internal static class PayloadEncoding
{
    public static Payload Create(string encoding, ByteString data, string? messageType = null)
    {
        var payload = new Payload { Metadata = { ["encoding"] = ByteString.CopyFromUtf8(encoding) }, Data = data };
        if (messageType is not null)
            payload.Metadata["messageType"] = ByteString.CopyFromUtf8(messageType);
        return payload;
    }

    public static IMessage NewMessage(Type type)
        => typeof(IMessage).IsAssignableFrom(type)
            ? (IMessage)Activator.CreateInstance(type)!
            : throw new ArgumentException($"Payload is a protobuf message, but type is {type}", nameof(type));
}
