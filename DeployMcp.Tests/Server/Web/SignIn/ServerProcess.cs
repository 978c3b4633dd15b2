using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace DeployMcp.Tests.Server.Web.SignIn;

/// <summary>The product server in a process of its own, for what depends on its environment variables.</summary>
public sealed class ServerProcess : IDisposable
{
    private readonly Process _process;
    private readonly StringBuilder _output = new();

    private ServerProcess(string url, IEnumerable<string> settings, params (string Name, string Value)[] variables)
    {
        Url = url;
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "DeployMcp.Server.dll"), $"--urls={url}", .. settings])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in variables)
        {
            start.Environment[name] = value;
        }

        _process = Process.Start(start)!;
        _process.OutputDataReceived += (_, line) => Append(line.Data);
        _process.ErrorDataReceived += (_, line) => Append(line.Data);
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    public string Url { get; }

    public string Output
    {
        get
        {
            lock (_output)
            {
                return _output.ToString();
            }
        }
    }

    public static async Task<ServerProcess> StartAsync(IEnumerable<string> settings, params (string Name, string Value)[] variables)
    {
        var server = Launch(settings, variables);
        using var http = new HttpClient();
        await Eventually.TrueAsync(() => server.AnswersAsync(http), "the server answers", () => server.Output, seconds: 60);
        return server;
    }

    /// <summary>Does not wait until it answers.</summary>
    public static ServerProcess Launch(IEnumerable<string> settings, params (string Name, string Value)[] variables)
        => new($"http://localhost:{FreePort().ToString(CultureInfo.InvariantCulture)}", settings, variables);

    public async Task<int> ExitAsync()
    {
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        await _process.WaitForExitAsync(deadline.Token);
        return _process.ExitCode;
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
            _process.WaitForExit();
        }

        _process.Dispose();
    }

    public static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private async Task<bool> AnswersAsync(HttpClient http)
    {
        if (_process.HasExited)
        {
            throw new InvalidOperationException($"The server ended with {_process.ExitCode}: {Output}");
        }

        try
        {
            using var answer = await http.GetAsync(new Uri($"{Url}/alive"));
            return answer.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    private void Append(string? line)
    {
        lock (_output)
        {
            _output.AppendLine(line);
        }
    }
}
