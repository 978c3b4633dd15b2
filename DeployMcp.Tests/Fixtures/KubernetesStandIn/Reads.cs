using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace DeployMcp.Tests.Fixtures.KubernetesStandIn;

/// <summary>Lists in pages and watches with resume, bookmarks and 410 (Kubernetes API concepts).</summary>
internal sealed class Reads(ClusterStore store)
{
    public Task ListAsync(HttpContext context, ApiCall call)
    {
        var (version, from) = Continue(context.Request.Query["continue"].FirstOrDefault()) ?? (store.Version, 0);
        if (store.IsExpired(version))
        {
            return context.RefuseAsync(410, "Expired", "The provided continue parameter is too old to display a consistent list result.");
        }

        var all = store.List(call.Collection, call.Space).Where(o => LabelSelector.Matches(o, call.Labels, call.Fields)).ToList();
        var limit = int.TryParse(context.Request.Query["limit"], CultureInfo.InvariantCulture, out var given) && given > 0 ? given : int.MaxValue;
        var page = all.Skip(from).Take(limit).ToList();
        var meta = new JsonObject { ["resourceVersion"] = version.ToString(CultureInfo.InvariantCulture) };
        if (from + page.Count < all.Count)
        {
            meta["continue"] = $"{version}:{from + page.Count}";
            meta["remainingItemCount"] = all.Count - from - page.Count;
        }

        var resource = ApiResource.Find(call.Collection)!;
        page.ForEach(o => _ = o.Remove("kind") && o.Remove("apiVersion"));
        return context.AnswerAsync(200, new JsonObject
        {
            ["kind"] = resource.Kind + "List",
            ["apiVersion"] = resource.ApiVersion,
            ["metadata"] = meta,
            ["items"] = new JsonArray([.. page]),
        });
    }

    public async Task WatchAsync(HttpContext context, ApiCall call)
    {
        var query = context.Request.Query;
        var after = long.TryParse(query["resourceVersion"], CultureInfo.InvariantCulture, out var given) && given > 0 ? given : (long?)null;
        var initial = after is null ? store.List(call.Collection, call.Space) : [];
        var channel = store.Watch(after ?? store.Version);
        context.Response.ContentType = "application/json";
        await context.Response.Body.FlushAsync();
        if (channel is null)
        {
            await WriteAsync(context, "ERROR", StatusObjects.Failure(410, "Expired", $"too old resource version: {after}"));
            return;
        }

        using var limit = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted);
        limit.CancelAfter(int.TryParse(query["timeoutSeconds"], CultureInfo.InvariantCulture, out var seconds) ? TimeSpan.FromSeconds(seconds) : TimeSpan.FromMinutes(30));
        try
        {
            await SendAsync(context, call, initial, channel, limit.Token);
        }
        catch (OperationCanceledException)
        {
            // The client has seen enough, or the time it asked for is over.
        }
        finally
        {
            store.Unwatch(channel);
        }
    }

    private async Task SendAsync(HttpContext context, ApiCall call, List<JsonObject> initial, System.Threading.Channels.Channel<StoredEvent> channel, CancellationToken cancellationToken)
    {
        foreach (var item in initial.Where(o => LabelSelector.Matches(o, call.Labels, call.Fields)))
        {
            await WriteAsync(context, "ADDED", item);
        }

        if (context.Request.Query["allowWatchBookmarks"] == "true")
        {
            var resource = ApiResource.Find(call.Collection)!;
            await WriteAsync(context, "BOOKMARK", new JsonObject
            {
                ["kind"] = resource.Kind,
                ["apiVersion"] = resource.ApiVersion,
                ["metadata"] = new JsonObject { ["resourceVersion"] = store.Version.ToString(CultureInfo.InvariantCulture), ["creationTimestamp"] = null },
            });
        }

        await foreach (var item in channel.Reader.ReadAllAsync(cancellationToken))
        {
            var inSpace = call.Space is null || (string?)item.Item["metadata"]!["namespace"] == call.Space;
            if (item.Collection == call.Collection && inSpace && LabelSelector.Matches(item.Item, call.Labels, call.Fields))
            {
                await WriteAsync(context, item.Type, item.Item);
            }
        }
    }

    private static (long Version, int From)? Continue(string? token) => token?.Split(':') is [var version, var from]
        ? (long.Parse(version, CultureInfo.InvariantCulture), int.Parse(from, CultureInfo.InvariantCulture))
        : null;

    private static async Task WriteAsync(HttpContext context, string type, JsonObject item)
    {
        await context.Response.WriteAsync(new JsonObject { ["type"] = type, ["object"] = item.DeepClone() }.ToJsonString() + "\n");
        await context.Response.Body.FlushAsync();
    }
}
