using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace DeployMcp.Platform.Secrets;

public static class SecretExtensions
{
    /// <summary>A <see cref="SecretCipher"/> with the keys of the section <c>Secrets</c>.</summary>
    /// <exception cref="InvalidOperationException">A key is missing or has the wrong length: at start-up, in one sentence.</exception>
    public static IServiceCollection AddSecretCipher(this IServiceCollection services, IConfiguration configuration)
        => services.AddSingleton(new SecretCipher(SecretKeys.Read(configuration)));
}
