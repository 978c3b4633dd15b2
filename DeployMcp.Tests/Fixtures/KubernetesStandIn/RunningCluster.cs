using System.Collections.Concurrent;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace DeployMcp.Tests.Fixtures.KubernetesStandIn;

/// <summary>
/// An API server on this machine, with the behaviour that Kubernetes documents: discovery, objects under resource versions, server-side apply,
/// watches with bookmarks, resume and 410, optimistic locking, errors as Status objects, tokens and permissions. kubectl works with it.
/// </summary>
public sealed class RunningCluster : IAsyncDisposable
{
    /// <summary>May everything.</summary>
    public const string AdminToken = "admin-token";

    private readonly WebApplication _app;
    private readonly Reads _reads;
    private readonly Writes _writes;
    private string _directory = "";

    private RunningCluster(WebApplication app)
    {
        _app = app;
        Controller = new DeploymentController(Store);
        Deletion = new Deletion(Store);
        _reads = new Reads(Store);
        _writes = new Writes(Store, Deletion);
    }

    public ClusterStore Store { get; } = new();

    public DeploymentController Controller { get; }

    public Deletion Deletion { get; }

    public string Url { get; private set; } = "";

    /// <summary>The platform's.</summary>
    public string Token { get; set; } = "tenant-token";

    /// <summary>What the platform's account may; null for everything.</summary>
    public Func<ApiCall, bool>? Permits { get; set; }

    /// <summary>Verb and resource that the platform's account may not: <c>patch deployments</c>.</summary>
    public string? Forbidden { get; set; }

    /// <summary>What the container said, by any pod.</summary>
    public string Log { get; set; } = "";

    /// <summary>The next answers are 503.</summary>
    public int Failing { get; set; }

    /// <summary>Answers in the server's place; false to leave the call to it.</summary>
    public Func<HttpContext, ApiCall, Task<bool>>? Interference { get; set; }

    /// <summary>Method and path of each call, watches as <c>WATCH</c>.</summary>
    public ConcurrentQueue<string> Calls { get; } = new();

    public string Kubeconfig => Path.Combine(_directory, "config");

    public string AdminKubeconfig => Path.Combine(_directory, "admin");

    /// <param name="authority">Whose certificate the server has; null for plain HTTP.</param>
    /// <param name="client">Whose owner is let in; null: tokens are looked at.</param>
    public static async Task<RunningCluster> StartAsync(CertificateAuthority? authority = null, X509Certificate2? client = null)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(System.Net.IPAddress.Loopback, 0, listen =>
        {
            if (authority is not null)
            {
                listen.UseHttps(authority.Issue("127.0.0.1"), https =>
                {
                    https.ClientCertificateMode = client is null ? ClientCertificateMode.NoCertificate : ClientCertificateMode.RequireCertificate;
                    https.ClientCertificateValidation = (given, _, _) => given.Thumbprint == client?.Thumbprint;
                });
            }
        }));
        builder.Logging.ClearProviders();
        var cluster = new RunningCluster(builder.Build());
        cluster._app.Run(cluster.HandleAsync);
        await cluster._app.StartAsync();
        cluster.Url = cluster._app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();
        cluster._directory = Directory.CreateTempSubdirectory("kubeconfig-").FullName;
        var trust = authority is null ? "" : $", certificate-authority-data: {CertificateAuthority.Data(authority.Pem)}";
        await cluster.WriteKubeconfigAsync(cluster.Kubeconfig, "token: tenant-token", trust);
        await cluster.WriteKubeconfigAsync(cluster.AdminKubeconfig, $"token: {AdminToken}", trust);
        return cluster;
    }

    /// <param name="user">The user's fields, in YAML's flow style.</param>
    /// <param name="more">Fields of the cluster beside its address, each with a comma before it.</param>
    public Task WriteKubeconfigAsync(string path, string user, string more) => File.WriteAllTextAsync(path, $$"""
        apiVersion: v1
        kind: Config
        current-context: test
        contexts: [{ name: test, context: { cluster: test, user: platform } }]
        clusters: [{ name: test, cluster: { server: "{{Url}}"{{more}} } }]
        users: [{ name: platform, user: { {{user}} } }]
        """);

    public async ValueTask DisposeAsync()
    {
        Store.Drop();
        await _app.DisposeAsync();
        Directory.Delete(_directory, recursive: true);
    }

    private async Task HandleAsync(HttpContext context)
    {
        var call = ApiCall.Parse(context.Request);
        Calls.Enqueue($"{(call.Verb == "watch" ? "WATCH" : context.Request.Method)} {context.Request.Path}");
        var isAdmin = context.Request.Headers.Authorization == $"Bearer {AdminToken}";
        if (!isAdmin && Interference is { } interfere && await interfere(context, call))
        {
            return;
        }

        if (!isAdmin && context.Connection.ClientCertificate is null && context.Request.Headers.Authorization != $"Bearer {Token}")
        {
            await context.RefuseAsync(401, "Unauthorized", "Unauthorized");
        }
        else if (Failing > 0)
        {
            Failing--;
            await context.RefuseAsync(503, "ServiceUnavailable", "etcdserver: leader changed");
        }
        else if (ApiResource.Document(context.Request.Path.Value!) is { } document)
        {
            await context.AnswerAsync(200, document);
        }
        else if (!isAdmin && ($"{call.Verb} {call.Plural}" == Forbidden || Permits?.Invoke(call) == false))
        {
            var (resource, where) = (call.Group.Length == 0 ? call.Plural : $"{call.Plural}.{call.Group}", call.Space is null ? "at the cluster scope" : $"in the namespace \"{call.Space}\"");
            await context.RefuseAsync(403, "Forbidden", $"{resource} \"{call.Name}\" is forbidden: User \"system:serviceaccount:dp-system:deployer-worker\" cannot {call.Verb} resource \"{call.Plural}\" in API group \"{call.Group}\" {where}");
        }
        else
        {
            await AnswerAsync(context, call);
        }
    }

    private Task AnswerAsync(HttpContext context, ApiCall call) => call switch
    {
        _ when ApiResource.Find(call.Collection) is null => context.RefuseAsync(404, "NotFound", "the server could not find the requested resource"),
        { Subresource: "log" } => context.Response.WriteAsync(Log),
        { Verb: "watch" } => _reads.WatchAsync(context, call),
        { Verb: "list" } => _reads.ListAsync(context, call),
        { Verb: "get" } => Store.Find(call.Collection, call.Space, call.Name!) is { } found ? context.AnswerAsync(200, found) : NotFoundAsync(context, call),
        { Verb: "create" or "patch" or "update" } => WriteAsync(context, call),
        _ => DeleteAsync(context, call),
    };

    private async Task WriteAsync(HttpContext context, ApiCall call)
    {
        var stored = await _writes.RunAsync(context, call);
        if (stored is not null && call.Collection == DeploymentController.Deployments)
        {
            Controller.Reconcile(call.Space!, (string)stored["metadata"]!["name"]!);
        }
    }

    private async Task DeleteAsync(HttpContext context, ApiCall call)
    {
        var options = context.Request.ContentLength > 0 ? await JsonSerializer.DeserializeAsync<JsonObject>(context.Request.Body) : null;
        var propagation = context.Request.Query["propagationPolicy"].FirstOrDefault() ?? (string?)options?["propagationPolicy"] ?? "Background";
        var names = call.Name is { } one ? [one] : Store.List(call.Collection, call.Space)
            .Where(o => LabelSelector.Matches(o, call.Labels, call.Fields)).Select(o => (string)o["metadata"]!["name"]!).ToList();
        var gone = names.Where(n => Deletion.Delete(call.Collection, call.Space, n, propagation)).ToList();
        await (call.Name is not null && gone.Count == 0 ? NotFoundAsync(context, call) : context.AnswerAsync(200, StatusObjects.Success()));
    }

    private static Task NotFoundAsync(HttpContext context, ApiCall call)
        => context.RefuseAsync(404, "NotFound", $"{call.Plural}{(call.Group.Length == 0 ? "" : "." + call.Group)} \"{call.Name}\" not found");
}
