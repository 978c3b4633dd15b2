using DeployMcp.Data.Users;
using DeployMcp.Platform.Secrets;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;

namespace DeployMcp.Server.Web.Protection;

/// <summary>
/// What forms and short-lived cookies are protected with lives in the database, encrypted with the platform's own key: all
/// replicas share it and a restart doesn't end a sign-in that is under way.
/// </summary>
internal static class ProtectionSetup
{
    /// <summary>Needs the secret cipher and the stores.</summary>
    public static IServiceCollection AddSharedProtection(this IServiceCollection services)
    {
        services.AddDataProtection().SetApplicationName("deploy-mcp");
        services.AddOptions<KeyManagementOptions>().Configure<ProtectionKeyStore, SecretCipher>((options, store, cipher) =>
        {
            options.XmlRepository = new StoredKeys(store);
            options.XmlEncryptor = new KeyEncryptor(cipher);
        });
        return services;
    }

    /// <summary>Makes the first key, so that replicas which start at the same time don't make one each.</summary>
    public static void EnsureProtectionKey(this IServiceProvider services)
        => services.GetRequiredService<IDataProtectionProvider>().CreateProtector(nameof(EnsureProtectionKey)).Protect([]);
}
