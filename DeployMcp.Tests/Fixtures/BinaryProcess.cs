using System.Diagnostics;
using System.Text;

namespace DeployMcp.Tests.Fixtures;

/// <summary>One of the product's binaries as a process of its own; what it prints is kept.</summary>
public sealed class BinaryProcess : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly Process _process;
    private readonly StringBuilder _output = new();
    private readonly StringBuilder _errors = new();

    /// <param name="name">Of its project: <c>DeployMcp.Agent</c>.</param>
    /// <param name="start">Its environment and directory; its command line is written here.</param>
    /// <param name="prefix">A command that becomes the binary, by its last words.</param>
    public BinaryProcess(string name, ProcessStartInfo start, IReadOnlyList<string> arguments, IReadOnlyList<string>? prefix = null)
    {
        string[] command = [.. prefix ?? [], "dotnet", Path.Combine(AppContext.BaseDirectory, $"{name}.dll"), .. arguments];
        start.FileName = command[0];
        foreach (var word in command[1..])
        {
            start.ArgumentList.Add(word);
        }

        start.RedirectStandardOutput = start.RedirectStandardError = true;
        _process = Process.Start(start)!;
        _process.OutputDataReceived += (_, line) => Append(line.Data, _output);
        _process.ErrorDataReceived += (_, line) => Append(line.Data, _output, _errors);
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    public BinaryProcess(string name, IEnumerable<(string Name, string Value)> variables, params IReadOnlyList<string> arguments)
        : this(name, With(variables), arguments)
    {
    }

    public int Id => _process.Id;

    public bool HasExited => _process.HasExited;

    /// <summary>Both streams, as they came.</summary>
    public string Output => Read(_output);

    /// <summary>What it said on standard error.</summary>
    public string Errors => Read(_errors);

    public static ProcessStartInfo With(IEnumerable<(string Name, string Value)> variables)
    {
        var start = new ProcessStartInfo();
        foreach (var (name, value) in variables)
        {
            start.Environment[name] = value;
        }

        return start;
    }

    /// <exception cref="InvalidOperationException">It ended.</exception>
    public Task UntilHealthyAsync(HttpClient http, string path = "health", int seconds = 60) => Eventually.TrueAsync(
        async () => HasExited ? throw new InvalidOperationException($"It ended with {_process.ExitCode}: {Output}") : await IsHealthyAsync(http, path),
        $"{http.BaseAddress}{path} answers",
        () => Output,
        seconds);

    public void Signal(string signal) => Process.Start("kill", [$"-{signal}", $"{Id}"]).WaitForExit();

    /// <returns>Its exit code, when it has ended and all of its output is here.</returns>
    public async Task<int> ExitAsync()
    {
        using var deadline = new CancellationTokenSource(Patience);
        await _process.WaitForExitAsync(deadline.Token);
        return _process.ExitCode;
    }

    /// <summary>As a supervisor ends it.</summary>
    public async Task StopAsync()
    {
        if (!HasExited)
        {
            Signal("TERM");
            await ExitAsync();
        }
    }

    /// <summary>A test that failed never came to its end.</summary>
    public void Dispose()
    {
        if (!HasExited)
        {
            _process.Kill(entireProcessTree: true);
            _process.WaitForExit();
        }

        _process.Dispose();
    }

    private static async Task<bool> IsHealthyAsync(HttpClient http, string path)
    {
        try
        {
            using var response = await http.GetAsync(new Uri(path, UriKind.RelativeOrAbsolute));
            return response.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    private static string Read(StringBuilder said)
    {
        lock (said)
        {
            return said.ToString();
        }
    }

    private static void Append(string? line, params ReadOnlySpan<StringBuilder> kept)
    {
        foreach (var said in kept)
        {
            lock (said)
            {
                said.AppendLine(line);
            }
        }
    }
}
