using System.Text.Json.Nodes;

namespace DeployMcp.Tests.EndToEnd;

/// <summary>What an agent does, in its own words: a repo, a token, a push, a service.</summary>
public sealed class Agent(McpSession mcp, PlatformConnection connection, string name) : IDisposable
{
    private static readonly HttpClient Http = new(new SocketsHttpHandler { ConnectCallback = LoopbackConnection.OpenAsync });

    public GitWorkingCopy Work { get; } = new();

    public string Name => name;

    public string Url => connection.EdgeUrl.Replace("{name}", name, StringComparison.Ordinal);

    /// <summary>create_repo, get_git_token and git push.</summary>
    public async Task PushAsync(string message = "change")
    {
        await mcp.CallAsync("create_repo", new { name });
        var token = await mcp.CallAsync("get_git_token", new { name });
        Work.CommitAndPush((string)token["url"]!, (string)token["token"]!, message);
    }

    public async Task<JsonNode> CreateServiceAsync(int waitSeconds = 120)
        => await mcp.CallAsync("create_service", new { repo = name, name, wait_seconds = waitSeconds });

    public Task<JsonNode> WaitForStatusAsync(params string[] statuses) => mcp.WaitForStatusAsync(name, statuses);

    public async Task<string> GetAsync(string path = "/") => await Http.GetStringAsync(Url + path);

    public async Task<HttpResponseMessage> AnswerAsync(string path = "/") => await Http.GetAsync(Url + path);

    public Task WaitForTextAsync(string text)
        => Eventually.TrueAsync(
            async () => (await (await AnswerAsync()).Content.ReadAsStringAsync()).Contains(text, StringComparison.Ordinal),
            TimeSpan.FromSeconds(60),
            () => $"{Url} did not answer with '{text}'");

    public void Dispose() => Work.Dispose();
}
