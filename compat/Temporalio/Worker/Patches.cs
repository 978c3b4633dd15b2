using System.Text.Json;
using Google.Protobuf;
using Temporalio.Api.Enums.V1;
using Temporalio.Api.History.V1;
using Temporalio.Converters;

namespace Temporalio.Worker;

/// <summary>The markers that patches leave in a history, in the form of Temporal's own SDKs.</summary>
internal static class Patches
{
    private const string MarkerName = "core_patch";
    private const string DataKey = "patch-data";

    public static HistoryEvent ToMarker(string patchId, bool deprecated)
    {
        var data = JsonSerializer.SerializeToUtf8Bytes(new Dictionary<string, object>(StringComparer.Ordinal) { ["id"] = patchId, ["deprecated"] = deprecated });
        return new()
        {
            EventType = EventType.MarkerRecorded,
            MarkerRecordedEventAttributes = new()
            {
                MarkerName = MarkerName,
                Details = { [DataKey] = new() { Payloads_ = { PayloadEncoding.Create("json/plain", UnsafeByteOperations.UnsafeWrap(data)) } } },
            },
        };
    }

    /// <summary>Null where the event is no patch's marker.</summary>
    public static (string Id, bool Deprecated)? Read(HistoryEvent e)
    {
        if (e.MarkerRecordedEventAttributes is not { MarkerName: MarkerName } marker || !marker.Details.TryGetValue(DataKey, out var data))
            return null;

        using var json = JsonDocument.Parse(data.Payloads_[0].Data.Memory);
        return (json.RootElement.GetProperty("id").GetString()!, json.RootElement.GetProperty("deprecated").GetBoolean());
    }
}
