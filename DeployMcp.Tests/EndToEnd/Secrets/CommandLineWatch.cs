using System.Collections.Concurrent;

namespace DeployMcp.Tests.EndToEnd.Secrets;

/// <summary>Looks at the command lines of all processes, over and over, while something else goes on: every user can read them.</summary>
public sealed class CommandLineWatch : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentDictionary<string, byte> _seen = new();
    private readonly Task _watching;

    public CommandLineWatch() => _watching = Task.Run(Watch);

    public IEnumerable<string> Seen => _seen.Keys;

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _watching;
        _stop.Dispose();
    }

    private void Watch()
    {
        while (!_stop.IsCancellationRequested)
        {
            foreach (var process in Directory.EnumerateDirectories("/proc").Where(p => char.IsAsciiDigit(Path.GetFileName(p)[0])))
            {
                Read(Path.Combine(process, "cmdline"));
            }

            _stop.Token.WaitHandle.WaitOne(TimeSpan.FromMilliseconds(20));
        }
    }

    private void Read(string file)
    {
        try
        {
            var line = File.ReadAllText(file).Replace('\0', ' ');

            // The test's own git client, which gets the token so; the platform's never does.
            if (line.Length > 0 && !line.StartsWith("git -c http.extraHeader", StringComparison.Ordinal))
                _seen.TryAdd(line, 0);
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            // It ended between the two looks.
        }
    }
}
