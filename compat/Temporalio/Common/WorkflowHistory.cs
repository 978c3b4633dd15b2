using Google.Protobuf;
using Temporalio.Api.History.V1;

namespace Temporalio.Common;

/// <summary>The events of one workflow run.</summary>
/// <param name="Id">Workflow id.</param>
/// <param name="Events">All events, in order.</param>
public record WorkflowHistory(string Id, IReadOnlyCollection<HistoryEvent> Events)
{
    /// <summary>The events as protobuf JSON; the id is not in it.</summary>
    public string ToJson() => JsonFormatter.Default.Format(new History { Events = { Events } });
}
