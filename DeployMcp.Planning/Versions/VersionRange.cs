using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.RegularExpressions;

namespace DeployMcp.Planning.Versions;

/// <summary>
/// A range as package.json writes it (the grammar of npm's node-semver: comparators, hyphens, <c>x</c>, <c>~</c>, <c>^</c>,
/// <c>||</c>). Pre-releases are no part of any range here.
/// </summary>
public sealed partial class VersionRange
{
    private static readonly SemanticVersion Lowest = new(0, 0, 0);
    private static readonly SemanticVersion Highest = new(int.MaxValue, 0, 0);

    private readonly IReadOnlyList<Interval> _alternatives;

    private VersionRange(IEnumerable<Interval> alternatives) => _alternatives = [.. alternatives.Where(i => i.From < i.Before)];

    public bool IsEmpty => _alternatives.Count == 0;

    /// <summary>All versions of one major.</summary>
    public static VersionRange OfMajor(int major) => new([new Interval(new SemanticVersion(major, 0, 0), new SemanticVersion(major + 1, 0, 0))]);

    /// <summary>Null when the text is no range.</summary>
    public static VersionRange? Parse(string text)
    {
        var intervals = new List<Interval>();
        foreach (var alternative in text.Split("||"))
        {
            if (Conjunction(alternative.Trim()) is not { } interval)
            {
                return null;
            }

            intervals.Add(interval);
        }

        return new VersionRange(intervals);
    }

    public bool Contains(SemanticVersion version) => _alternatives.Any(i => i.From <= version && version < i.Before);

    public VersionRange And(VersionRange other) => new(_alternatives.SelectMany(_ => other._alternatives, And));

    /// <summary>In the same grammar, with nothing in it but <c>&gt;=</c>, <c>&lt;</c> and <c>||</c>.</summary>
    public override string ToString() => string.Join(" || ", _alternatives.Select(i => i.Before == Highest ? $">={i.From}" : $">={i.From} <{i.Before}"));

    private static Interval And(Interval one, Interval other)
        => new(one.From > other.From ? one.From : other.From, one.Before < other.Before ? one.Before : other.Before);

    private static Interval? Conjunction(string text)
    {
        if (Hyphen().Match(text) is { Success: true } hyphen)
        {
            return Of(">=" + hyphen.Groups[1].Value) is { } from && Of("<=" + hyphen.Groups[2].Value) is { } to ? And(from, to) : null;
        }

        Interval? all = new Interval(Lowest, Highest);
        foreach (var comparator in LooseOperator().Replace(text, "$1").Split([' ', ','], StringSplitOptions.RemoveEmptyEntries))
        {
            all = all is { } sofar && Of(comparator) is { } next ? And(sofar, next) : null;
        }

        return all;
    }

    private static Interval? Of(string comparator)
    {
        var match = Comparator().Match(comparator);
        if (!match.Success)
        {
            return null;
        }

        int? Part(int group) => int.TryParse(match.Groups[group].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
        return Part(2) is { } major ? Of(match.Groups[1].Value, major, Part(3), Part(3) is null ? null : Part(4)) : new Interval(Lowest, Highest);
    }

    private static Interval Of(string comparison, int major, int? minor, int? patch)
    {
        var version = new SemanticVersion(major, minor ?? 0, patch ?? 0);
        var next = (minor, patch) switch
        {
            (null, _) => new SemanticVersion(major + 1, 0, 0),
            (_, null) => new SemanticVersion(major, minor.Value + 1, 0),
            _ => new SemanticVersion(major, minor.Value, patch.Value + 1),
        };
        return comparison switch
        {
            ">" => new Interval(next, Highest),
            ">=" => new Interval(version, Highest),
            "<" => new Interval(Lowest, version),
            "<=" => new Interval(Lowest, next),
            "~" or "~>" => new Interval(version, minor is null ? next : new SemanticVersion(major, minor.Value + 1, 0)),
            "^" => new Interval(version, Breaking(major, minor, next)),
            _ => new Interval(version, next),
        };
    }

    /// <summary>A caret allows what leaves the left-most number that isn't zero as it is.</summary>
    private static SemanticVersion Breaking(int major, int? minor, SemanticVersion next)
        => major > 0 || minor is null ? new SemanticVersion(major + 1, 0, 0) : minor > 0 ? new SemanticVersion(0, minor.Value + 1, 0) : next;

    [StructLayout(LayoutKind.Auto)]
    private readonly record struct Interval(SemanticVersion From, SemanticVersion Before);

    [GeneratedRegex(@"^v?([0-9xX*.]+)\s+-\s+v?([0-9xX*.]+)$", RegexOptions.CultureInvariant)]
    private static partial Regex Hyphen();

    [GeneratedRegex(@"([<>=~^]+)\s+", RegexOptions.CultureInvariant)]
    private static partial Regex LooseOperator();

    [GeneratedRegex(@"^(>=|<=|>|<|=|~>|~|\^|)=?v?([0-9]{1,8}|[xX*])(?:\.([0-9]{1,8}|[xX*]))?(?:\.([0-9]{1,8}|[xX*]))?(?:[-+][0-9A-Za-z.+-]*)?$", RegexOptions.CultureInvariant)]
    private static partial Regex Comparator();
}
