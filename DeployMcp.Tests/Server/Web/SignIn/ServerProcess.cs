using DeployMcp.Tests.Fixtures;

namespace DeployMcp.Tests.Server.Web.SignIn;

/// <summary>The product server in a process of its own, for what depends on its environment variables.</summary>
public sealed class ServerProcess : IDisposable
{
    private readonly BinaryProcess _process;

    private ServerProcess(string url, IEnumerable<string> settings, params (string Name, string Value)[] variables)
    {
        Url = url;
        _process = new BinaryProcess("DeployMcp.Server", variables, [$"--urls={url}", .. settings]);
    }

    public string Url { get; }

    public string Output => _process.Output;

    public static async Task<ServerProcess> StartAsync(IEnumerable<string> settings, params (string Name, string Value)[] variables)
    {
        var server = Launch(settings, variables);
        using var http = new HttpClient { BaseAddress = new Uri(server.Url) };
        await server._process.UntilHealthyAsync(http, "alive");
        return server;
    }

    /// <summary>Does not wait until it answers.</summary>
    public static ServerProcess Launch(IEnumerable<string> settings, params (string Name, string Value)[] variables)
        => new($"http://localhost:{FreePorts.Next()}", settings, variables);

    public Task<int> ExitAsync() => _process.ExitAsync();

    public void Dispose() => _process.Dispose();
}
