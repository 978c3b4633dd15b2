using System.ComponentModel;
using System.Security.Claims;
using DeployMcp.Server.Accounts;
using DeployMcp.Server.Auth;
using DeployMcp.Server.GitHub;
using DeployMcp.Server.Repos;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace DeployMcp.Server.Mcp;

internal sealed class IdentityTools(WhoAmI whoAmI, GitHubConnection gitHubConnection, RepoHosts hosts)
{
    [McpServerTool(Name = "whoami", Title = "Who am I", ReadOnly = true, Destructive = false, Idempotent = true, OpenWorld = false, OutputSchemaType = typeof(WhoAmIResult))]
    [Description("The user whose API key this is, and their git account.")]
    public async Task<CallToolResult> WhoAmIAsync(ClaimsPrincipal user)
    {
        var caller = CallerPrincipal.Of(user);
        var me = await whoAmI.RunAsync(caller);
        var gitHub = await gitHubConnection.RunAsync(caller);
        return ToolAnswer.Of(
            new WhoAmIResult(
                me.Name, hosts.InternalHost, me.GitAccount, gitHub?.Installations.Select(i => i.Suspended ? $"{i.Account} (suspended)" : i.Account).ToList(), gitHub?.InstallUrl),
            ResultJson.Default.WhoAmIResult,
            $"You are {me.Name}{(me.GitAccount is null ? "" : $", {me.GitAccount} on the git host {hosts.InternalHost}")}.{Text(gitHub)} Next: create_repo for new code, or list_services.");
    }

    private static string Text(GitHubConnectionState? gitHub) => gitHub switch
    {
        null => "",
        { Installations.Count: 0 } => $" {gitHub.Host} is not connected: the GitHub App is not installed; a person does that at {gitHub.InstallUrl}.",
        _ => $" Connected at {gitHub.Host}: {string.Join(", ", gitHub.Installations.Select(i => i.Suspended ? $"{i.Account} (suspended there)" : i.Account))}; more at {gitHub.InstallUrl}.",
    };
}
