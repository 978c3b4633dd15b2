using System.Text.RegularExpressions;

namespace DeployMcp.Server.GraphQL;

/// <summary>What features and failures say names calls and arguments as MCP does; here they are called otherwise.</summary>
internal static partial class CallNames
{
    private static readonly Dictionary<string, string> Names = new(StringComparer.Ordinal)
    {
        ["list_services"] = "services",
        ["get_service"] = "service",
        ["get_git_token"] = "createGitToken",
        ["create_git_token"] = "createGitToken",
        ["list_keys"] = "keys",
        ["list_audit"] = "auditLog",
        ["env_vars"] = "variables",
        ["include_env"] = "variables { value }",
        ["deploy_log_lines"] = "deployLog",
        ["runtime_log_lines"] = "runtimeLog",
        ["create_repo"] = "createRepo",
        ["create_service"] = "createService",
        ["update_service"] = "updateService",
        ["redeploy_service"] = "redeployService",
        ["rollback_service"] = "rollbackService",
        ["cancel_deployment"] = "cancelDeployment",
        ["delete_service"] = "deleteService",
        ["create_key"] = "createKey",
        ["revoke_key"] = "revokeKey",
        ["build_pack"] = "buildPack",
        ["install_command"] = "installCommand",
        ["build_command"] = "buildCommand",
        ["start_command"] = "startCommand",
        ["publish_directory"] = "publishDirectory",
        ["root_directory"] = "rootDirectory",
        ["expires_in_days"] = "expiresInDays",
    };

    public static string InGraphQL(string text) => SnakeCase().Replace(text, word => Names.GetValueOrDefault(word.Value, word.Value));

    [GeneratedRegex(@"\b[a-z]+(?:_[a-z]+)+\b", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex SnakeCase();
}
