using Google.Apis.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace DeployMcp.Platform.Identity;

public static class IdentitySetup
{
    /// <summary><see cref="FirebaseSignIn"/> and <see cref="GitHubSignIn"/>, by the sections <c>Firebase</c> and <c>GitHub</c>.</summary>
    /// <exception cref="InvalidOperationException">The settings are dangerous: at start-up, in one sentence.</exception>
    public static IServiceCollection AddSignInProviders(this IServiceCollection services, IConfiguration configuration, IHostEnvironment environment)
    {
        FirebaseOptions.Check(environment.IsDevelopment());
        var firebase = configuration.GetSection(FirebaseOptions.Section).Get<FirebaseOptions>() ?? new FirebaseOptions();
        var github = configuration.GetSection(GitHubSignInOptions.Section).Get<GitHubSignInOptions>() ?? new GitHubSignInOptions();
        services.AddHttpClient(GitHubSignIn.ClientName, GitHubSignIn.Configure);
        return services
            .AddSingleton(firebase)
            .AddSingleton(github)
            .AddSingleton(_ => new FirebaseSignIn(firebase, new HttpClientFactory(), FirebaseCredential.Find))
            .AddSingleton<GitHubSignIn>();
    }
}
