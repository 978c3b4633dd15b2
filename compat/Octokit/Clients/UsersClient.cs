namespace Octokit;

public interface IUsersClient
{
    /// <summary>The user whose token it is.</summary>
    Task<User> Current();
}

public class UsersClient(IApiConnection apiConnection) : IUsersClient
{
    public Task<User> Current() => apiConnection.Get<User>(Relative.Of($"user"));
}
