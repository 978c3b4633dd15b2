using DeployMcp.Data.Resources;
using DeployMcp.Domain.Identity;
using DeployMcp.Server.Auth;
using DeployMcp.Server.Calls;

namespace DeployMcp.Server.Resources;

internal static class ResourceRefusals
{
    /// <summary>The same words whether the name is free or another user's; a deleted one of the caller's own says how it comes back.</summary>
    public static async Task<RefusalException> NotThereAsync(ResourceStore resources, Caller caller, string name)
    {
        var deleted = DnsLabel.IsValid(name) ? await resources.FindDeletedAsync(caller.UserId, caller.Project, name) : null;
        return deleted is null
            ? RefusalException.NoResource(name, "It was never created, or it has been deleted.", "call list_resources to see what there is.")
            : RefusalException.NoResource(
                name, $"It was deleted at {deleted.DeletedAt:u} and is kept until {deleted.RestorableUntil:u}.", $"call create_resource with name=\"{name}\" to restore it with its data.");
    }
}
