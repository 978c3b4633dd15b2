using System.Globalization;

namespace Octokit;

/// <summary>Paths under the API's address, with everything that is filled in escaped.</summary>
internal static class Relative
{
    public static Uri Of(FormattableString path) => new(
        string.Format(
            CultureInfo.InvariantCulture,
            path.Format,
            [.. path.GetArguments().Select(object? (a) => Uri.EscapeDataString(Convert.ToString(a, CultureInfo.InvariantCulture) ?? ""))]),
        UriKind.Relative);
}
