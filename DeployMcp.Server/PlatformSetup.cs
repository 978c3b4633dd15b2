using DeployMcp.Platform.Git;
using DeployMcp.Platform.Identity;
using DeployMcp.Platform.Runtimes;
using DeployMcp.Platform.Secrets;

namespace DeployMcp.Server;

internal static class PlatformSetup
{
    /// <summary>The world outside: the git server, the runtime that services run on, the key that variables are encrypted with, who signs people in.</summary>
    public static WebApplicationBuilder AddPlatformAdapters(this WebApplicationBuilder builder)
    {
        builder.Services.AddSecretCipher(builder.Configuration).AddServiceRuntime(builder.Configuration).AddGitPlatform(builder.Configuration);
        builder.Services.AddSignInProviders(builder.Configuration, builder.Environment);
        return builder;
    }
}
