using DeployMcp.Platform.Git;
using DeployMcp.Platform.Runtimes;
using DeployMcp.Platform.Secrets;

namespace DeployMcp.Server;

internal static class PlatformSetup
{
    public static WebApplicationBuilder AddPlatformAdapters(this WebApplicationBuilder builder)
    {
        builder.Services.AddSecretCipher(builder.Configuration).AddAgentRuntime(builder.Configuration);
        builder.Services.AddHttpClient<InternalGitHost>(c => { c.BaseAddress = new Uri(builder.Configuration["Git:ApiAddress"]!.TrimEnd('/') + "/"); c.DefaultRequestHeaders.Authorization = new("Bearer", builder.Configuration["Git:ServiceToken"]); });
        return builder;
    }
}
