using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using DeployMcp.Data.Deployments;
using DeployMcp.Data.Services;
using DeployMcp.Domain.Deployments;
using DeployMcp.Domain.Identity;
using DeployMcp.Domain.Services;
using DeployMcp.Tests.Fixtures;
using Microsoft.AspNetCore.Builder;
using Npgsql;

namespace DeployMcp.Tests.DeployerServer.GitHub;

/// <summary>A deployer-server over a database, and GitHub's side of the talk.</summary>
public sealed class WebhookBench(TestDatabase database) : IAsyncDisposable
{
    public const string Secret = "the secret";
    public const string OldSecret = "the one before";

    private readonly HttpClient _http = new();
    private readonly List<WebApplication> _servers = [];

    /// <summary>Owner and name of a repository of this test's own.</summary>
    public string Repository { get; } = $"octo/{Guid.NewGuid():N}";

    public string Url => _servers[0].Urls.First();

    public string CloneUrl => $"https://github.com/{Repository}.git";

    public static string[] Settings(TestDatabase database) =>
    [
        "--urls=http://127.0.0.1:0", "--Logging:LogLevel:Default=Error",
        $"--ConnectionStrings:deploymcp={database.ConnectionString}", $"--ConnectionStrings:temporal={database.ConnectionString}",
    ];

    public static string NewSha() => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(20));

    public static string Sign(byte[] body, string secret = Secret)
        => $"sha256={Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), body))}";

    public Task<WebApplication> StartAsync()
        => StartAsync($"--GitHub:WebhookSecret={Secret}", $"--GitHub:PreviousWebhookSecret={OldSecret}");

    public async Task<WebApplication> StartAsync(params string[] settings)
    {
        var server = DeployMcp.DeployerServer.Program.Build([.. Settings(database), .. settings]);
        _servers.Add(server);
        await server.StartAsync();
        return server;
    }

    /// <summary>A service of the test's repository, written as a user might, with its first deployment.</summary>
    public async Task<Service> AddServiceAsync(string branch = "main", RepoId? repo = null, UserId? user = null)
    {
        var insert = TestDatabase.NewService(user ?? (await database.AddUserAsync()).Id, $"s-{Guid.NewGuid():N}"[..20], repoId: repo);
        var url = repo is null ? $"https://GitHub.com/{Repository.ToUpperInvariant()}" : Repository;
        var (service, _, _) = await database.Get<ServiceStore>().CreateAsync(insert with { Spec = insert.Spec with { Repo = url, Branch = branch } });
        return service;
    }

    /// <summary>Once everything that was delivered has been acted on: the service's deployments, the newest first.</summary>
    public async Task<IReadOnlyList<Deployment>> DeploymentsAsync(Service service)
    {
        await AllHandledAsync();
        return await database.Get<DeploymentStore>().ListAsync(service.Id, 500);
    }

    public Task AllHandledAsync()
        => Eventually.TrueAsync(async () => await CountAsync("select count(*) from webhook_deliveries where handled_at is null") == 0, "all deliveries are acted on", seconds: 60);

    public async Task<long> CountAsync(string sql)
    {
        await using var command = database.Get<NpgsqlDataSource>().CreateCommand(sql);
        return (long)(await command.ExecuteScalarAsync())!;
    }

    public byte[] Push(
        string after, string reference = "refs/heads/main", bool deleted = false, string message = "Change", string? before = null, long? pushedAt = null, long? id = null)
        => JsonSerializer.SerializeToUtf8Bytes(new
        {
            @ref = reference,
            before = before ?? NewSha(),
            after = deleted ? new string('0', 40) : after,
            deleted,
            head_commit = deleted ? null : new { id = after, message },
            repository = new { id, full_name = Repository, clone_url = CloneUrl, html_url = $"https://github.com/{Repository}", pushed_at = pushedAt },
        });

    public Task<HttpResponseMessage> SendAsync(byte[] body, string eventName = "push", string? delivery = null, string? signature = null, string? url = null)
        => SendAsync(new ByteArrayContent(body), eventName, delivery, signature ?? Sign(body), url);

    /// <param name="signature">Empty for none.</param>
    public async Task<HttpResponseMessage> SendAsync(
        HttpContent content, string eventName, string? delivery, string signature, string? url = null, string contentType = "application/json")
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, (url ?? Url) + "/webhooks/github") { Content = content };
        content.Headers.ContentType = MediaTypeHeaderValue.Parse(contentType);
        request.Headers.Add("X-GitHub-Event", eventName);
        request.Headers.Add("X-GitHub-Delivery", delivery ?? Guid.NewGuid().ToString());
        if (signature.Length > 0)
        {
            request.Headers.Add("X-Hub-Signature-256", signature);
        }

        return await _http.SendAsync(request);
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        foreach (var server in _servers)
        {
            await server.StopAsync();
            await server.DisposeAsync();
        }
    }
}
