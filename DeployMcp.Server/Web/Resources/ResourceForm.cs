using DeployMcp.Server.Calls;
using DeployMcp.Server.Web.Layout;

namespace DeployMcp.Server.Web.Resources;

/// <summary>The form for a new database as it was filled in; of an external one's secrets nothing is shown again.</summary>
public sealed record ResourceForm(string? Name = null, string? Size = null, RefusalException? Refusal = null)
{
    public string? ErrorOf(string argument) => FieldErrors.Of(Refusal, argument);
}
