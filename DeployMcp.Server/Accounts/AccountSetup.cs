using DeployMcp.Server.Repos;
using DeployMcp.Workflows.Accounts;

namespace DeployMcp.Server.Accounts;

internal static class AccountSetup
{
    public static WebApplicationBuilder AddAccountFeatures(this WebApplicationBuilder builder)
    {
        builder.Services
            .AddSingleton<GitAccounts>()
            .AddSingleton<DevelopmentUser>()
            .AddHostedService<DevelopmentSignUp>()
            .AddSingleton<PersonSignIn>()
            .AddSingleton<WhoAmI>()
            .AddSingleton<ListSignIns>()
            .AddSingleton<ListAudit>()
            .AddSingleton<ListRepos>()
            .AddSingleton<AccountWorkflowClient>()
            .AddSingleton<DeleteAccount>()
            .AddSingleton<RepoHosts>()
            .AddSingleton<CreateRepo>()
            .AddSingleton<GetGitToken>();
        return builder;
    }
}
