using DeployMcp.Data.Keys;
using DeployMcp.Data.Users;
using DeployMcp.Domain.Identity;
using DeployMcp.Domain.Security;

namespace DeployMcp.Server.Accounts;

/// <summary>
/// The user that a platform on one machine starts with: <c>Development:UserName</c> with the key <c>Development:ApiKey</c>.
/// There is none unless the environment is Development and no Firebase project signs people in.
/// </summary>
public sealed class DevelopmentUser(UserStore users, ApiKeyStore keys, IConfiguration configuration, IHostEnvironment environment)
{
    private const string KeyName = "development";

    public bool IsWanted => environment.IsDevelopment() && string.IsNullOrEmpty(configuration["Firebase:ProjectId"]) && ApiKey.Length > 0;

    public string Name => configuration["Development:UserName"] ?? "dev";

    private string ApiKey => configuration["Development:ApiKey"] ?? "";

    /// <exception cref="InvalidOperationException">The configured key is no key.</exception>
    public async Task<User> EnsureAsync()
    {
        if (!ApiKeyFormat.IsWellFormed(ApiKey))
        {
            throw new InvalidOperationException($"Development:ApiKey is no API key: it needs {ApiKeyFormat.Marker} and 43 characters of base64url.");
        }

        var user = await users.EnsureAsync(Name);
        await keys.EnsureAsync(new NewApiKey(user.Id, KeyName, KeyScope.Admin, KeyName), new Sensitive(ApiKey));
        return user;
    }
}
