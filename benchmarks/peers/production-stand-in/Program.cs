using DeployMcp.Tests.Fixtures.BuildKit;
using DeployMcp.Tests.Fixtures.KubernetesStandIn;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

// What the production path stands on, for measurements: an API server, and a real registry and BuildKit. It prints where they are as one
// line of JSON. GET /calls: the API server's calls since it was asked last. POST /wipe: the cluster is empty.
if (await TestBuildKit.ProblemAsync() is { } problem)
{
    Console.Error.WriteLine(problem);
    return 1;
}

// By HTTPS, as kubectl sends its token to nobody who can't keep it to himself.
using var authority = new CertificateAuthority();
await using var cluster = await RunningCluster.StartAsync(authority);
using var registry = await TestRegistry.StartAsync();
using var bridge = TestBuildKit.Connect();
var builder = WebApplication.CreateSlimBuilder(args);
builder.Logging.ClearProviders();
var app = builder.Build();
app.MapGet("/calls", () =>
{
    var calls = new List<string>();
    while (cluster.Calls.TryDequeue(out var call))
    {
        calls.Add(call);
    }

    return string.Join('\n', calls);
});
app.MapPost("/wipe", () =>
{
    foreach (var item in ApiResource.All)
    {
        foreach (var meta in cluster.Store.List(item.Collection, space: null).Select(o => o["metadata"]!))
        {
            cluster.Store.Delete(item.Collection, (string?)meta["namespace"], (string)meta["name"]!);
        }
    }
});
app.MapPost("/base", async () =>
{
    var file = Path.Combine(Path.GetTempPath(), $"rootfs-{Guid.NewGuid():N}.tar");
    await TestBuildKit.WriteRootFileSystemAsync(file);
    return file;
});
await app.StartAsync();
Console.WriteLine($$"""{"control": "{{app.Urls.First()}}", "kubeconfig": "{{cluster.Kubeconfig}}", "registry": "{{registry.Address}}", "buildKit": "{{bridge.Address}}", "client": "{{TestBuildKit.Client}}"}""");
await app.WaitForShutdownAsync();
return 0;
