using DeployMcp.Domain.Identity;
using DeployMcp.Domain.Validation;

namespace DeployMcp.Domain.Resources;

/// <summary>The argument <c>resources</c> of create_service and update_service.</summary>
internal static class ResourceNames
{
    private const string Argument = "resources";

    public static IEnumerable<ArgumentError> Check(IReadOnlyList<string?>? names)
    {
        var given = names ?? [];
        if (given.Count > ResourceLimits.MaxPerService)
        {
            yield return new(Argument, $"{given.Count} are too many", $"At most {ResourceLimits.MaxPerService}.");
        }

        if (given.Any(n => !DnsLabel.IsValid(n)))
        {
            yield return new(Argument, "one is no DNS label", $"A resource's name is {DnsLabel.Rule}.");
        }

        if (given.Distinct(StringComparer.Ordinal).Count() < given.Count)
        {
            yield return new(Argument, "one is given twice", "Give each name once.");
        }
    }
}
