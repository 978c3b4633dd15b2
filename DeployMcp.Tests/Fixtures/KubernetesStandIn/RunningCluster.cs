using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace DeployMcp.Tests.Fixtures.KubernetesStandIn;

/// <summary>
/// An API server on this machine, with the behaviour that Kubernetes documents: objects under resource versions, server-side apply, watches
/// with bookmarks, resume and 410, optimistic locking, errors as Status objects, tokens and permissions.
/// </summary>
public sealed class RunningCluster : IAsyncDisposable
{
    private readonly WebApplication _app;
    private string _directory = "";

    private RunningCluster(WebApplication app)
    {
        _app = app;
        Controller = new DeploymentController(Store);
    }

    public ClusterStore Store { get; } = new();

    public DeploymentController Controller { get; }

    public string Url { get; private set; } = "";

    public string Token { get; set; } = "tenant-token";

    /// <summary>Verb and resource that the platform's account may not: <c>patch deployments</c>.</summary>
    public string? Forbidden { get; set; }

    /// <summary>What the container said, by any pod.</summary>
    public string Log { get; set; } = "";

    /// <summary>The next answers are 503.</summary>
    public int Failing { get; set; }

    public TimeSpan Slowness { get; set; }

    /// <summary>Method and path of each call, watches as <c>WATCH</c>.</summary>
    public ConcurrentQueue<string> Calls { get; } = new();

    public string Kubeconfig => Path.Combine(_directory, "config");

    public static async Task<RunningCluster> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        var cluster = new RunningCluster(builder.Build());
        cluster._app.Run(cluster.HandleAsync);
        await cluster._app.StartAsync();
        cluster.Url = cluster._app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();
        cluster._directory = Directory.CreateTempSubdirectory("kubeconfig-").FullName;
        await File.WriteAllTextAsync(cluster.Kubeconfig, $$"""
            apiVersion: v1
            kind: Config
            current-context: test
            contexts: [{ name: test, context: { cluster: test, user: platform } }]
            clusters: [{ name: test, cluster: { server: {{cluster.Url}} } }]
            users: [{ name: platform, user: { token: tenant-token } }]
            """);
        return cluster;
    }

    public async ValueTask DisposeAsync()
    {
        Store.Drop();
        await _app.DisposeAsync();
        Directory.Delete(_directory, recursive: true);
    }

    private async Task HandleAsync(HttpContext context)
    {
        var call = ApiCall.Parse(context.Request);
        Calls.Enqueue($"{(call.IsWatch ? "WATCH" : context.Request.Method)} {context.Request.Path}");
        await Task.Delay(Slowness, context.RequestAborted);
        if (context.Request.Headers.Authorization != $"Bearer {Token}")
        {
            await Errors.WriteAsync(context, 401, "Unauthorized", "Unauthorized");
        }
        else if (Failing > 0)
        {
            Failing--;
            await Errors.WriteAsync(context, 503, "ServiceUnavailable", "etcdserver: leader changed");
        }
        else if ($"{call.Verb} {call.Plural}" == Forbidden)
        {
            await Errors.WriteAsync(context, 403, "Forbidden", $"{call.Plural} is forbidden: User \"system:serviceaccount:deploy:worker\" cannot {call.Verb} resource \"{call.Plural}\" in the namespace \"{call.Space}\"");
        }
        else
        {
            await AnswerAsync(context, call);
        }
    }

    private Task AnswerAsync(HttpContext context, ApiCall call) => call switch
    {
        { Subresource: "log" } => context.Response.WriteAsync(Log),
        { IsWatch: true } => WatchAsync(context, call),
        { Verb: "list" } => ListAsync(context, call),
        { Verb: "get" } => Store.Find(call.Collection, call.Space, call.Name!) is { } found ? Errors.WriteAsync(context, 200, found) : Errors.NotFoundAsync(context, call),
        { Verb: "create" or "patch" } => WriteAsync(context, call),
        _ => DeleteAsync(context, call),
    };

    private Task ListAsync(HttpContext context, ApiCall call)
    {
        var all = Store.List(call.Collection, call.Space).Where(o => LabelSelector.Matches(o, call.Labels, call.Fields)).ToList();
        var from = int.TryParse(context.Request.Query["continue"], CultureInfo.InvariantCulture, out var start) ? start : 0;
        var limit = int.TryParse(context.Request.Query["limit"], CultureInfo.InvariantCulture, out var given) ? given : int.MaxValue;
        var page = all.Skip(from).Take(limit).ToList();
        var meta = new JsonObject { ["resourceVersion"] = Store.Version.ToString(CultureInfo.InvariantCulture) };
        if (from + page.Count < all.Count)
        {
            meta["continue"] = (from + page.Count).ToString(CultureInfo.InvariantCulture);
        }

        return Errors.WriteAsync(context, 200, new JsonObject { ["apiVersion"] = "v1", ["kind"] = "List", ["metadata"] = meta, ["items"] = new JsonArray([.. page]) });
    }

    private async Task WatchAsync(HttpContext context, ApiCall call)
    {
        var channel = Store.Watch(long.Parse(context.Request.Query["resourceVersion"]!, CultureInfo.InvariantCulture));
        context.Response.ContentType = "application/json";
        await context.Response.Body.FlushAsync();
        if (channel is null)
        {
            await WriteEventAsync(context, "ERROR", Errors.Status(410, "Expired", "too old resource version"));
            return;
        }

        await WriteEventAsync(context, "BOOKMARK", new JsonObject
        {
            ["kind"] = "Pod",
            ["metadata"] = new JsonObject { ["resourceVersion"] = Store.Version.ToString(CultureInfo.InvariantCulture) },
        });
        try
        {
            await foreach (var item in channel.Reader.ReadAllAsync(context.RequestAborted))
            {
                var inSpace = call.Space is null || (string?)item.Item["metadata"]!["namespace"] == call.Space;
                if (item.Collection == call.Collection && inSpace && LabelSelector.Matches(item.Item, call.Labels, call.Fields))
                {
                    await WriteEventAsync(context, item.Type, item.Item);
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The client has seen enough.
        }
    }

    private static async Task WriteEventAsync(HttpContext context, string type, JsonObject item)
    {
        await context.Response.WriteAsync(new JsonObject { ["type"] = type, ["object"] = item.DeepClone() }.ToJsonString() + "\n");
        await context.Response.Body.FlushAsync();
    }

    private async Task WriteAsync(HttpContext context, ApiCall call)
    {
        var body = (await JsonSerializer.DeserializeAsync<JsonObject>(context.Request.Body))!;
        if (call.Space is { } space && Store.Find("api/v1/namespaces", null, space) is null)
        {
            await Errors.WriteAsync(context, 404, "NotFound", $"namespaces \"{space}\" not found");
            return;
        }

        var name = call.Name ?? (string)body["metadata"]!["name"]!;
        var live = Store.Find(call.Collection, call.Space, name);
        if (call.Verb == "create" && live is not null)
        {
            await Errors.WriteAsync(context, 409, "AlreadyExists", $"{call.Plural} \"{name}\" already exists");
            return;
        }

        if ((string?)body["metadata"]!["resourceVersion"] is { } version && version != (string?)live?["metadata"]!["resourceVersion"])
        {
            await Errors.WriteAsync(context, 409, "Conflict", $"Operation cannot be fulfilled on {call.Plural} \"{name}\": the object has been modified");
            return;
        }

        await StoreAsync(context, call, live, body, name);
    }

    private async Task StoreAsync(HttpContext context, ApiCall call, JsonObject? live, JsonObject body, string name)
    {
        var query = context.Request.Query;
        var (merged, conflicts) = ServerSideApply.Merge(live, body, query["fieldManager"].ToString(), query["force"] == "true");
        if (merged is null)
        {
            await Errors.WriteAsync(context, 409, "Conflict", $"Apply failed with {conflicts.Count} conflict: conflict with {string.Join(", ", conflicts)}");
            return;
        }

        var stored = Store.Put(call.Collection, call.Space, merged);
        await Errors.WriteAsync(context, live is null ? 201 : 200, stored);
        if (call.Collection == DeploymentController.Deployments)
        {
            Controller.Reconcile(call.Space!, name);
        }
    }

    private async Task DeleteAsync(HttpContext context, ApiCall call)
    {
        var names = call.Name is { } one ? [one] : Store.List(call.Collection, call.Space)
            .Where(o => LabelSelector.Matches(o, call.Labels, call.Fields)).Select(o => (string)o["metadata"]!["name"]!).ToList();
        var gone = names.Where(n => Store.Delete(call.Collection, call.Space, n)).ToList();
        if (call.Name is not null && gone.Count == 0)
        {
            await Errors.NotFoundAsync(context, call);
            return;
        }

        await Errors.WriteAsync(context, 200, new JsonObject { ["apiVersion"] = "v1", ["kind"] = "Status", ["status"] = "Success" });
        foreach (var name in gone.Where(_ => call.Collection == DeploymentController.Deployments))
        {
            Controller.Reconcile(call.Space!, name);
        }
    }
}

/// <summary>A request in the API's terms.</summary>
internal sealed record ApiCall(string Verb, string Collection, string Plural, string? Space, string? Name, string? Subresource, bool IsWatch, string? Labels, string? Fields)
{
    public static ApiCall Parse(HttpRequest request)
    {
        var parts = request.Path.Value!.Trim('/').Split('/').ToList();
        var root = parts[0] == "apis" ? 3 : 2;
        var group = string.Join('/', parts.Take(root));
        var rest = parts.Skip(root).ToList();
        string? space = null;
        if (rest.Count > 2 && rest[0] == "namespaces")
        {
            space = rest[1];
            rest = rest[2..];
        }

        var plural = rest.Count > 0 ? rest[0] : "";
        var name = rest.Count > 1 ? rest[1] : null;
        var verb = request.Method switch { "GET" => name is null ? "list" : "get", "POST" => "create", "PATCH" => "patch", _ => "delete" };
        return new ApiCall(
            verb, $"{group}/{plural}", plural, space, name, rest.Count > 2 ? rest[2] : null, request.Query["watch"] == "true",
            request.Query["labelSelector"].FirstOrDefault(), request.Query["fieldSelector"].FirstOrDefault());
    }
}

internal static class Errors
{
    public static JsonObject Status(int code, string reason, string message) => new()
    {
        ["apiVersion"] = "v1",
        ["kind"] = "Status",
        ["status"] = "Failure",
        ["code"] = code,
        ["reason"] = reason,
        ["message"] = message,
    };

    public static Task WriteAsync(HttpContext context, int code, string reason, string message) => WriteAsync(context, code, Status(code, reason, message));

    public static Task NotFoundAsync(HttpContext context, ApiCall call) => WriteAsync(context, 404, "NotFound", $"{call.Plural} \"{call.Name}\" not found");

    public static Task WriteAsync(HttpContext context, int code, JsonObject body)
    {
        context.Response.StatusCode = code;
        context.Response.ContentType = "application/json";
        return context.Response.WriteAsync(body.ToJsonString(), Encoding.UTF8);
    }
}
