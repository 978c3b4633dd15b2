using System.Globalization;
using System.Text.RegularExpressions;

namespace DeployMcp.Domain.Services;

/// <summary>Memory and CPU in Kubernetes' notation: <c>256Mi</c>, <c>1Gi</c>, <c>0.5</c>, <c>500m</c>.</summary>
public static partial class Quantity
{
    /// <summary>Whole MiB, or null when the text is no amount of memory (bytes without a unit are none).</summary>
    public static int? ParseMemoryMiB(string text)
    {
        var match = Memory().Match(text);
        if (!match.Success || !decimal.TryParse(match.Groups[1].ValueSpan, CultureInfo.InvariantCulture, out var number))
        {
            return null;
        }

        var bytes = number * match.Groups[2].Value switch
        {
            "Ki" => 1024m,
            "Mi" => 1024m * 1024,
            "Gi" => 1024m * 1024 * 1024,
            "M" => 1_000_000m,
            _ => 1_000_000_000m,
        };
        return bytes > int.MaxValue * 1024m ? int.MaxValue : (int)(bytes / (1024 * 1024));
    }

    /// <summary>Thousandths of a core, or null when the text is no amount of CPU.</summary>
    public static int? ParseCpuMillis(string text)
    {
        var match = Cpu().Match(text);
        if (!match.Success || !decimal.TryParse(match.Groups[1].ValueSpan, CultureInfo.InvariantCulture, out var number))
        {
            return null;
        }

        var millis = match.Groups[2].Length > 0 ? number : number * 1000;
        return millis > int.MaxValue ? int.MaxValue : (int)millis;
    }

    [GeneratedRegex(@"^([0-9]{1,9}(?:\.[0-9]{1,6})?)(Ki|Mi|Gi|M|G)\z", RegexOptions.CultureInvariant)]
    private static partial Regex Memory();

    [GeneratedRegex(@"^([0-9]{1,9}(?:\.[0-9]{1,6})?)(m?)\z", RegexOptions.CultureInvariant)]
    private static partial Regex Cpu();
}
