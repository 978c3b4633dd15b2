using System.ComponentModel;
using System.Security.Claims;
using DeployMcp.Domain.Resources;
using DeployMcp.Domain.Security;
using DeployMcp.Server.Auth;
using DeployMcp.Server.Resources;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace DeployMcp.Server.Mcp;

internal sealed class ResourceTools(CreateResource createResource, ListResources listResources, GetResource getResource, DeleteResource deleteResource)
{
    private const string NameDescription = "Resource name";

    [McpServerTool(Name = "create_resource", Title = "Create resource", ReadOnly = false, Destructive = false, Idempotent = true, OpenWorld = false, OutputSchemaType = typeof(ListedResource))]
    [Description("Makes a database, or restores one deleted within 24 h.")]
    public async Task<CallToolResult> CreateResourceAsync(
        ClaimsPrincipal user,
        [Description("DNS label")] string name,
        [Description("sqlite (default) or external")] string? type = null,
        [Description("Default 1Gi, at most 10Gi")] string? size = null,
        [Description("Default: eu-central-1")] string? region = null,
        [Description("External only")] string? url = null,
        [Description("External only")] string? auth_token = null,
        CancellationToken cancellationToken = default)
    {
        var request = new ResourceRequest(name, type, size, region, Secret(url), Secret(auth_token));
        return ResourceAnswers.Created(await createResource.RunAsync(CallerPrincipal.Of(user), request, cancellationToken));
    }

    [McpServerTool(Name = "list_resources", Title = "List resources", ReadOnly = true, Destructive = false, Idempotent = true, OpenWorld = false, OutputSchemaType = typeof(ListedResources))]
    [Description("All your databases and the services that use them.")]
    public async Task<CallToolResult> ListResourcesAsync(ClaimsPrincipal user)
        => ResourceAnswers.List(await listResources.RunAsync(CallerPrincipal.Of(user)));

    [McpServerTool(Name = "get_resource", Title = "Get resource", ReadOnly = true, Destructive = false, Idempotent = true, OpenWorld = false, OutputSchemaType = typeof(ResourceResult))]
    [Description("One database: url and auth_token for a libSQL client, size, services.")]
    public async Task<CallToolResult> GetResourceAsync(
        ClaimsPrincipal user,
        [Description(NameDescription)] string name,
        CancellationToken cancellationToken = default)
        => ResourceAnswers.Details(await getResource.RunAsync(CallerPrincipal.Of(user), name, withSecrets: true, cancellationToken));

    [McpServerTool(Name = "delete_resource", Title = "Delete resource", ReadOnly = false, Destructive = true, Idempotent = true, OpenWorld = false, OutputSchemaType = typeof(ResourceDeletionResult))]
    [Description("Deletes a database no service uses; for 24 h create_resource restores it.")]
    public async Task<CallToolResult> DeleteResourceAsync(
        ClaimsPrincipal user,
        [Description(NameDescription)] string name,
        CancellationToken cancellationToken = default)
        => ResourceAnswers.Deleted(await deleteResource.RunAsync(CallerPrincipal.Of(user), name, cancellationToken));

    internal static Sensitive? Secret(string? text) => text is null ? null : new Sensitive(text);
}
