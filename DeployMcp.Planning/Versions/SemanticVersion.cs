using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.RegularExpressions;

namespace DeployMcp.Planning.Versions;

/// <summary>Major, minor and patch of a version (semver.org); pre-release and build parts are left out of all comparisons.</summary>
[StructLayout(LayoutKind.Auto)]
public readonly partial record struct SemanticVersion(int Major, int Minor, int Patch) : IComparable<SemanticVersion>
{
    /// <summary>The first version in a text such as <c>v22.1.0</c> or <c>ruby 3.1.2p20</c>; null when it holds none.</summary>
    public static SemanticVersion? Find(string text)
    {
        var match = Numbers().Match(text);
        return match.Success ? new SemanticVersion(Number(match, 1), Number(match, 2), Number(match, 3)) : null;
    }

    public static bool operator <(SemanticVersion left, SemanticVersion right) => left.CompareTo(right) < 0;

    public static bool operator >(SemanticVersion left, SemanticVersion right) => left.CompareTo(right) > 0;

    public static bool operator <=(SemanticVersion left, SemanticVersion right) => left.CompareTo(right) <= 0;

    public static bool operator >=(SemanticVersion left, SemanticVersion right) => left.CompareTo(right) >= 0;

    public int CompareTo(SemanticVersion other) => (Major, Minor, Patch).CompareTo((other.Major, other.Minor, other.Patch));

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Major}.{Minor}.{Patch}");

    private static int Number(Match match, int group) => match.Groups[group].Success ? int.Parse(match.Groups[group].ValueSpan, CultureInfo.InvariantCulture) : 0;

    [GeneratedRegex("([0-9]{1,8})(?:\\.([0-9]{1,8}))?(?:\\.([0-9]{1,8}))?", RegexOptions.CultureInvariant)]
    private static partial Regex Numbers();
}
