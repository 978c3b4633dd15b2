using DeployMcp.Domain.Identity;

namespace DeployMcp.Server.OAuth.Consent;

/// <summary>Scopes in the words of a person who has to decide about them.</summary>
internal static class ScopeWords
{
    public static string TitleOf(KeyScope scope) => scope switch
    {
        KeyScope.Read => "Look only",
        KeyScope.Deploy => "Deploy",
        _ => "Everything",
    };

    public static string DetailOf(KeyScope scope) => scope switch
    {
        KeyScope.Read => "See services, deployments, logs and the names of variables. Change nothing.",
        KeyScope.Deploy => "Also make repos and services, change them, read and set variables, deploy and roll back. Delete nothing.",
        _ => "Also delete services and data, and change your account: keys and connections.",
    };
}
