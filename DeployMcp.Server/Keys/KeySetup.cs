namespace DeployMcp.Server.Keys;

internal static class KeySetup
{
    public static WebApplicationBuilder AddKeyFeatures(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<CreateKey>().AddSingleton<ListKeys>().AddSingleton<RevokeKey>();
        return builder;
    }
}
