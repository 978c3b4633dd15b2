using System.ComponentModel;
using System.Security.Claims;
using DeployMcp.Server.Accounts;
using DeployMcp.Server.Auth;
using DeployMcp.Server.Repos;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace DeployMcp.Server.Mcp;

internal sealed class IdentityTools(WhoAmI whoAmI, RepoHosts hosts)
{
    [McpServerTool(Name = "whoami", Title = "Who am I", ReadOnly = true, Destructive = false, Idempotent = true, OpenWorld = false, OutputSchemaType = typeof(WhoAmIResult))]
    [Description("The user whose API key this is, and their git account.")]
    public async Task<CallToolResult> WhoAmIAsync(ClaimsPrincipal user)
    {
        var me = await whoAmI.RunAsync(CallerPrincipal.Of(user));
        return ToolAnswer.Of(
            new WhoAmIResult(me.Name, hosts.InternalHost, me.GitAccount),
            ResultJson.Default.WhoAmIResult,
            $"You are {me.Name}{(me.GitAccount is null ? "" : $", {me.GitAccount} on the git host {hosts.InternalHost}")}. Next: create_repo for new code, or list_services.");
    }
}
