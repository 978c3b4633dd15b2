using DeployMcp.GraphQL.Language;

namespace DeployMcp.GraphQL.Validation.Rules;

/// <summary>5.5.2.2 "Fragment Spreads Must Not Form Cycles": each cycle once, with the spreads that make it.</summary>
internal sealed class FragmentCycles(ValidationContext context)
{
    private readonly HashSet<string> _done = new(StringComparer.Ordinal);
    private readonly List<FragmentSpreadNode> _path = [];

    /// <summary>For each fragment that leads here, how long the path was when it began.</summary>
    private readonly Dictionary<string, int> _begun = new(StringComparer.Ordinal);

    public void Report()
    {
        foreach (var fragment in context.Document.Fragments)
            Follow(fragment);
    }

    private void Follow(FragmentDefinition fragment)
    {
        var name = fragment.Name.Value;
        if (!_done.Add(name))
        {
            return;
        }

        _begun[name] = _path.Count;
        foreach (var spread in Spreads.Of(fragment.Selections))
        {
            _path.Add(spread);
            if (_begun.TryGetValue(spread.Name.Value, out var start))
            {
                var cycle = _path[start..];
                var via = string.Join(", ", cycle.SkipLast(1).Select(s => $"\"{s.Name}\""));
                context.Report($"Fragment \"{spread.Name}\" contains itself{(via.Length == 0 ? "" : $" by way of {via}")}.", cycle);
            }
            else if (context.Fragment(spread.Name.Value) is { } next)
            {
                Follow(next);
            }

            _path.RemoveAt(_path.Count - 1);
        }

        _begun.Remove(name);
    }
}
