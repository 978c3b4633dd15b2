using System.Globalization;

namespace DeployMcp.Agent.Api;

internal static class RouteGuid
{
    /// <summary>The route's own constraint has already refused what is no GUID, with or without hyphens.</summary>
    public static Guid Read(HttpContext context, string name) => Guid.Parse((string)context.GetRouteValue(name)!, CultureInfo.InvariantCulture);
}
