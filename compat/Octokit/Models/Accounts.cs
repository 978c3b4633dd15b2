using System.Text.Json.Serialization;

namespace Octokit;

/// <summary>A person, an organisation or a bot.</summary>
public class User
{
    [JsonInclude]
    public long Id { get; private set; }

    [JsonInclude]
    public string Login { get; private set; } = null!;
}

/// <summary>The app that a JWT is for.</summary>
public class GitHubApp
{
    [JsonInclude]
    public long Id { get; private set; }

    [JsonInclude]
    public string Slug { get; private set; } = null!;

    [JsonInclude]
    public string Name { get; private set; } = null!;
}

public class AccessToken
{
    [JsonInclude]
    public string Token { get; private set; } = null!;

    [JsonInclude]
    public DateTimeOffset ExpiresAt { get; private set; }
}
