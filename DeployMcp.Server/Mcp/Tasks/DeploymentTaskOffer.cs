using DeployMcp.Data.Services;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace DeployMcp.Server.Mcp.Tasks;

/// <summary>
/// Lies in a request whose client takes a task: the tool that begins a deployment leaves it there and answers without waiting.
/// </summary>
internal sealed class DeploymentTaskOffer
{
    private const string Key = "deploymcp.task";

    public (ServiceOverview Overview, string Happened)? Taken { get; private set; }

    public static DeploymentTaskOffer Make(RequestContext<CallToolRequestParams> request)
    {
        var offer = new DeploymentTaskOffer();
        request.Items[Key] = offer;
        return offer;
    }

    /// <returns>False when the client takes no task.</returns>
    public static bool TryTake(RequestContext<CallToolRequestParams> request, ServiceOverview overview, string happened)
    {
        if (!request.Items.TryGetValue(Key, out var made) || made is not DeploymentTaskOffer offer)
        {
            return false;
        }

        offer.Taken = (overview, happened);
        return true;
    }
}
