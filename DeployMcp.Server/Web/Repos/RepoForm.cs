using DeployMcp.Server.Calls;
using DeployMcp.Server.Web.Layout;

namespace DeployMcp.Server.Web.Repos;

/// <summary>The form for a new repo as it was filled in.</summary>
public sealed record RepoForm(string? Name, string? Description, RefusalException? Refusal = null)
{
    public string? ErrorOf(string argument) => FieldErrors.Of(Refusal, argument);
}
