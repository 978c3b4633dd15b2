using System.Text.RegularExpressions;

namespace DeployMcp.Platform.Builders.Output;

/// <summary>What the steps of one build print: cleaned, masked, passed on, counted, and its end kept as evidence.</summary>
/// <param name="checkout">Absolute: left out of lines, as paths mean something to the user only from the repo's root.</param>
internal sealed partial class BuildOutput(IBuildLog log, SecretMask mask, string checkout, BuildOptions options)
{
    private const int Kept = 1_000;

    private readonly Lock _lock = new();
    private readonly Queue<string> _tail = new();
    private readonly TaskCompletionSource _full = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _lines;
    private long _bytes;

    /// <summary>Completes when more was printed than a build may print. From then on nothing is passed on.</summary>
    public Task Full => _full.Task;

    public void Add(string raw, int length)
    {
        var line = mask.Apply(ControlSequence().Replace(raw, "")).Replace($"{checkout}/", "", StringComparison.Ordinal).TrimEnd();
        lock (_lock)
        {
            _bytes += length;
            _lines++;
            if (_lines > options.MaxOutputLines || _bytes > options.MaxOutputBytes)
            {
                _full.TrySetResult();
                return;
            }

            if (line.Length == 0)
            {
                return;
            }

            _tail.Enqueue(line);
            if (_tail.Count > Kept)
            {
                _tail.Dequeue();
            }
        }

        log.Write(line);
    }

    /// <summary>The last lines of the step that ran last.</summary>
    public IReadOnlyList<string> Tail()
    {
        lock (_lock)
        {
            return [.. _tail];
        }
    }

    /// <summary>A new step: its evidence is its own.</summary>
    public void Begin()
    {
        lock (_lock)
        {
            _tail.Clear();
        }
    }

    /// <summary>CSI and OSC sequences (ECMA-48 sections 5.4 and 8.3.89) and other control characters but the tab.</summary>
    [GeneratedRegex(@"\x1B\[[0-?]*[ -/]*[@-~]|\x1B\][^\x07\x1B]*(\x07|\x1B\\)?|\x1B[@-_]|[\x00-\x08\x0B-\x1F\x7F]", RegexOptions.CultureInvariant)]
    private static partial Regex ControlSequence();
}
