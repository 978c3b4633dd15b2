using System.Collections.Concurrent;
using System.Diagnostics;
using System.Security.Cryptography;

namespace DeployMcp.Tests.Fixtures.GitHubStandIn;

/// <summary>What the stand-in knows: accounts, repositories, installations of its one app, tokens and codes.</summary>
public sealed class StandInState : IDisposable
{
    public const long AppId = 314_159;
    public const string Slug = "deploy-mcp-test";
    public const string ClientId = "Iv23liStandIn";
    public const string ClientSecret = "stand-in-client-secret";

    private readonly DirectoryInfo _directory = System.IO.Directory.CreateTempSubdirectory("deploymcp-github-");
    /// <summary>Of all stand-ins together: those of one database must not share ids.</summary>
    private static long _lastId = 1_000;

    public Lock Gate { get; } = new();

    public RSA Key { get; } = RSA.Create(2048);

    public List<StandInAccount> Accounts { get; } = [];

    public List<StandInRepo> Repos { get; } = [];

    public List<StandInInstallation> Installations { get; } = [];

    public ConcurrentDictionary<string, StandInToken> Tokens { get; } = new(StringComparer.Ordinal);

    public ConcurrentDictionary<string, StandInPerson> UserTokens { get; } = new(StringComparer.Ordinal);

    public ConcurrentDictionary<string, (StandInPerson Person, string RedirectUri)> Codes { get; } = new(StringComparer.Ordinal);

    /// <summary>Answers to the next requests of the API, whatever they ask.</summary>
    public ConcurrentQueue<StandInAnswer> Planned { get; } = new();

    /// <summary>Requests of the API, as <c>GET /path</c>.</summary>
    public ConcurrentQueue<string> Requests { get; } = new();

    public TimeSpan TokenLifetime { get; set; } = TimeSpan.FromHours(1);

    public static long NextId() => Interlocked.Increment(ref _lastId);

    public StandInAccount AddAccount(string login, string type = "Organization")
    {
        var account = new StandInAccount(NextId(), login, type);
        lock (Gate)
        {
            Accounts.Add(account);
        }

        return account;
    }

    public StandInRepo AddRepo(StandInAccount owner, string name, string? description = null)
    {
        var id = NextId();
        var repo = new StandInRepo { Id = id, Owner = owner, Name = name, Description = description, Directory = Path.Combine(_directory.FullName, $"{id}.git") };
        using var git = Process.Start(new ProcessStartInfo("git", ["init", "--quiet", "--bare", "--initial-branch=main", repo.Directory]))!;
        git.WaitForExit();
        lock (Gate)
        {
            Repos.Add(repo);
        }

        return repo;
    }

    public StandInInstallation Install(StandInAccount account, params StandInRepo[] selected)
    {
        var installation = new StandInInstallation { Id = NextId(), Account = account, Selected = selected.Length == 0 ? null : [.. selected.Select(r => r.Id)] };
        lock (Gate)
        {
            Installations.Add(installation);
        }

        return installation;
    }

    public void Uninstall(StandInInstallation installation)
    {
        lock (Gate)
        {
            Installations.Remove(installation);
        }

        foreach (var token in Tokens.Values.Where(t => t.Installation == installation))
        {
            Tokens.TryRemove(token.Text, out _);
        }
    }

    public void Delete(StandInRepo repo)
    {
        lock (Gate)
        {
            Repos.Remove(repo);
        }
    }

    /// <summary>Renamed, transferred, or both.</summary>
    public static void Move(StandInRepo repo, StandInAccount owner, string name)
    {
        repo.FormerNames.Add(repo.FullName);
        (repo.Owner, repo.Name) = (owner, name);
    }

    public string AddCode(StandInPerson person, string redirectUri)
    {
        var code = RandomNumberGenerator.GetHexString(20, lowercase: true);
        Codes[code] = (person, redirectUri);
        return code;
    }

    public (StandInRepo? Repo, bool IsFormerName) FindRepo(string owner, string name)
    {
        var full = $"{owner}/{name}";
        lock (Gate)
        {
            return Repos.Find(r => r.FullName.Equals(full, StringComparison.OrdinalIgnoreCase)) is { } repo
                ? (repo, false)
                : (Repos.Find(r => r.FormerNames.Contains(full, StringComparer.OrdinalIgnoreCase)), true);
        }
    }

    public StandInRepo? FindRepo(long id)
    {
        lock (Gate)
        {
            return Repos.Find(r => r.Id == id);
        }
    }

    public StandInInstallation? FindInstallation(long id)
    {
        lock (Gate)
        {
            return Installations.Find(i => i.Id == id);
        }
    }

    public StandInInstallation? Covering(StandInRepo repo)
    {
        lock (Gate)
        {
            return Installations.Find(i => i.Covers(repo));
        }
    }

    public StandInToken? FindToken(string? text) => text is not null && Tokens.TryGetValue(text, out var token) && token.ExpiresAt > DateTimeOffset.UtcNow ? token : null;

    /// <summary>What a token may do with a repository: null, <c>read</c> or <c>write</c>.</summary>
    public static string? ContentAccess(StandInToken token, StandInRepo repo)
        => token.Installation.SuspendedAt is null && token.Installation.Covers(repo) && (token.RepositoryIds?.Contains(repo.Id) ?? true)
            ? token.Permissions.GetValueOrDefault("contents")
            : null;

    public void Dispose()
    {
        Key.Dispose();
        _directory.Delete(recursive: true);
    }
}
