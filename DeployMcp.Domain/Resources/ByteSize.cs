using System.Globalization;
using System.Text.RegularExpressions;

namespace DeployMcp.Domain.Resources;

/// <summary>Sizes of databases in Kubernetes' notation: <c>512Mi</c>, <c>1Gi</c>, <c>1.5Gi</c>.</summary>
public static partial class ByteSize
{
    /// <summary>Null when the text is no size.</summary>
    public static long? Parse(string text)
    {
        var match = Pattern().Match(text);
        return match.Success
            ? (long)(decimal.Parse(match.Groups[1].ValueSpan, CultureInfo.InvariantCulture) * (match.Groups[2].Value == "Gi" ? ResourceLimits.Gi : ResourceLimits.Mi))
            : null;
    }

    /// <summary>The largest unit that says it in whole or one decimal: <c>1Gi</c>, <c>1.5Gi</c>, <c>20Mi</c>, <c>12Ki</c>.</summary>
    public static string Show(long bytes) => bytes switch
    {
        >= ResourceLimits.Gi => string.Create(CultureInfo.InvariantCulture, $"{(decimal)bytes / ResourceLimits.Gi:0.#}Gi"),
        >= ResourceLimits.Mi => string.Create(CultureInfo.InvariantCulture, $"{(decimal)bytes / ResourceLimits.Mi:0.#}Mi"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{(decimal)bytes / 1024:0.#}Ki"),
    };

    [GeneratedRegex(@"^([0-9]{1,7}(?:\.[0-9]{1,3})?)(Mi|Gi)\z", RegexOptions.CultureInvariant)]
    private static partial Regex Pattern();
}
