using DeployMcp.Server.Repos;

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
            .AddSingleton<RepoHosts>()
            .AddSingleton<CreateRepo>()
            .AddSingleton<GetGitToken>();
        return builder;
    }
}
