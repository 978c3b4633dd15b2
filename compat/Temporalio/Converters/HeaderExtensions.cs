using Temporalio.Api.Common.V1;

namespace Temporalio.Converters;

/// <summary>Headers and memos between their dictionaries and their messages.</summary>
internal static class HeaderExtensions
{
    public static Header? ToHeader(this IDictionary<string, Payload>? headers)
        => headers is { Count: > 0 } ? new() { Fields = { headers } } : null;

    public static IReadOnlyDictionary<string, Payload>? ToDictionary(this Header? header)
        => header is { Fields.Count: > 0 } ? new Dictionary<string, Payload>(header.Fields, StringComparer.Ordinal) : null;

    public static Memo? ToMemo(this IPayloadConverter converter, IReadOnlyDictionary<string, object>? memo)
    {
        if (memo is null)
            return null;

        var proto = new Memo();
        foreach (var (key, value) in memo)
            proto.Fields[key] = converter.ToPayload(value);
        return proto;
    }
}
