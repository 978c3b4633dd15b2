using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Dapper;
using DeployMcp.Domain.Git;
using DeployMcp.Domain.Identity;
using DeployMcp.Domain.Security;
using Npgsql;

namespace DeployMcp.Data.Git;

public sealed record GitToken(Sensitive Token, DateTimeOffset ExpiresAt);

/// <summary>A repo, and what a token may do with it.</summary>
public sealed record GitGrant(Repo Repo, GitAccess Access);

/// <summary>
/// <c>mlg_</c> and 32 random bytes, for one repo, expiring. Kept as SHA-256: 256 random bits need no slow hash, and a git
/// client asks several times in one push.
/// </summary>
public sealed class GitTokenStore(NpgsqlDataSource database, TimeProvider time)
{
    public const string Marker = "mlg_";

    public async Task<GitToken> MintAsync(RepoId repoId, GitAccess access, TimeSpan lifetime)
    {
        var token = Marker + Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));
        var expiresAt = time.GetUtcNow() + lifetime;
        await using var connection = await database.OpenConnectionAsync();
        await connection.ExecuteAsync(
            """
            delete from git_tokens where expires_at < now() - interval '1 day';
            insert into git_tokens (repo_id, hash, access, expires_at) values (@repoId, @hash, @access, @expiresAt)
            """,
            new { repoId, hash = Hash(token), access = Wire(access), expiresAt });
        return new GitToken(new Sensitive(token), expiresAt);
    }

    /// <summary>What the token may do with exactly this repo; null when it is unknown, expired or another repo's.</summary>
    public async Task<GitAccess?> VerifyAsync(RepoId repoId, Sensitive token)
    {
        await using var connection = await database.OpenConnectionAsync();
        var access = await connection.QuerySingleOrDefaultAsync<string>(
            "select access from git_tokens where hash = @hash and repo_id = @repoId and expires_at > @now",
            new { hash = Hash(token.Reveal()), repoId, now = time.GetUtcNow() });
        return access switch
        {
            "write" => GitAccess.Write,
            "read" => GitAccess.Read,
            _ => null,
        };
    }

    /// <summary>
    /// The repo at that path when the token is good for it, else null. One statement finds both or neither, so that neither
    /// the answer nor its time says whether the repo exists.
    /// </summary>
    public async Task<GitGrant?> AuthorizeAsync(string host, string account, string name, Sensitive token)
    {
        await using var connection = await database.OpenConnectionAsync();
        var found = await connection.QueryAsync<Repo, string, GitGrant>(
            """
            select r.id, r.user_id, r.host, r.account, r.name, r.description, r.created_at, r.github_id, r.installation_id, t.access
            from git_tokens t join repos r on r.id = t.repo_id
            where t.hash = @hash and t.expires_at > @now and r.host = @host and r.account = @account and r.name = @name
            """,
            (repo, access) => new GitGrant(repo, access == Wire(GitAccess.Write) ? GitAccess.Write : GitAccess.Read),
            new { hash = Hash(token.Reveal()), now = time.GetUtcNow(), host, account, name },
            splitOn: "access");
        return found.SingleOrDefault();
    }

    private static string Wire(GitAccess access) => access == GitAccess.Write ? "write" : "read";

    private static byte[] Hash(string token) => SHA256.HashData(Encoding.UTF8.GetBytes(token));
}
