using System.Net;
using DeployMcp.Data.Git;
using DeployMcp.Data.Keys;
using DeployMcp.Data.Services;
using DeployMcp.Data.Users;
using DeployMcp.Domain.Identity;
using DeployMcp.Server.Accounts;
using DeployMcp.Server.Auth;
using DeployMcp.Server.Calls;
using DeployMcp.Tests.Fixtures;
using DeployMcp.Tests.Server.Fixture;
using Npgsql;

namespace DeployMcp.Tests.Server.Accounts;

[Collection(ServerCollection.Name)]
public class DeleteAccountTests(ServerFixture fixture)
{
    [Fact]
    public async Task Run_ForAPersonWithEverything_EndsKeysAndSessionsAtOnceAndLeavesNothing()
    {
        var (user, key) = await fixture.AddUserAsync();
        await FillAsync(user, key);
        var session = await fixture.Get<SessionStore>().CreateAsync(user.Id, "test");
        var repo = (await fixture.Get<RepoStore>().ListAsync(user.Id)).Single(r => r.IsInternal);
        Assert.True(Directory.Exists(fixture.PathOf(repo.Id)));

        await fixture.Get<DeleteAccount>().RunAsync(new Caller(user.Id, null));

        Assert.Null(await fixture.Get<SessionStore>().FindAsync(session));
        using var http = fixture.Http(key);
        using var answer = await http.PostAsync("/mcp", content: null);
        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
        await GoneAsync(user.Id);
        Assert.False(Directory.Exists(fixture.PathOf(repo.Id)));
        Assert.DoesNotContain(await fixture.Databases.ListAsync(), n => n.StartsWith(DatabaseOf(user), StringComparison.Ordinal));
        Assert.Empty(await RowsWithAsync(user.Id.Value));
        Assert.Empty(await RowsWithTextAsync(user.Name));
    }

    [Fact]
    public async Task Run_UntilAllIsGone_KeepsNameAndSignInTaken()
    {
        var (user, key) = await fixture.AddUserAsync();
        await FillAsync(user, key);
        await using (await HoldAsync("select from users where id = @id for key share", user.Id.Value))
        {
            await fixture.Get<DeleteAccount>().RunAsync(new Caller(user.Id, null));

            Assert.Null(await fixture.Get<UserStore>().CreateAsync(user.Name));
            Assert.Null(await fixture.Get<IdentityStore>().SignInAsync(IdentityOf(user)));
        }

        await GoneAsync(user.Id);
        Assert.NotNull(await fixture.Get<UserStore>().CreateAsync(user.Name));
    }

    [Fact]
    public async Task Host_OfAClosedAccount_IsTakenUntilTheServiceIsGone()
    {
        var (user, _) = await fixture.AddUserAsync();
        var name = $"h-{user.Name}"[..20].TrimEnd('-');
        var service = await CreateServiceAsync(user.Id, name);
        await using (await HoldAsync("select from users where id = @id for key share", user.Id.Value))
        {
            await MarkClosedAsync(user.Id);
            var (other, _) = await fixture.AddUserAsync();
            var second = await CreateServiceAsync(other.Id, name);
            Assert.NotEqual(name, (await fixture.Get<ServiceStore>().FindAsync(second))!.Hostname);
        }

        await fixture.Get<DeleteAccount>().RunAsync(new Caller(user.Id, null));
        await GoneAsync(user.Id);
        Assert.False(await fixture.Get<ServiceStore>().ExistsAsync(service));
        var (third, _) = await fixture.AddUserAsync();
        Assert.Equal(name, (await fixture.Get<ServiceStore>().FindAsync(await CreateServiceAsync(third.Id, name)))!.Hostname);
    }

    [Fact]
    public async Task Run_Twice_IsTheSameAsOnce()
    {
        var (user, key) = await fixture.AddUserAsync();
        await FillAsync(user, key);

        await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => fixture.Get<DeleteAccount>().RunAsync(new Caller(user.Id, null))));

        await GoneAsync(user.Id);
        await fixture.Get<DeleteAccount>().RunAsync(new Caller(user.Id, null));
        Assert.Empty(await RowsWithAsync(user.Id.Value));
    }

    [Fact]
    public async Task Remove_WhenACallUnderWayAddedAService_RemovesNothingYet()
    {
        var (user, _) = await fixture.AddUserAsync();
        await MarkClosedAsync(user.Id);
        var late = await CreateServiceAsync(user.Id, $"late-{user.Name}"[..20].TrimEnd('-'));

        Assert.False(await fixture.Get<AccountRemovalStore>().RemoveAsync(user.Id));
        Assert.NotNull(await fixture.Get<UserStore>().FindAsync(user.Id));

        await fixture.Get<DeleteAccount>().RunAsync(new Caller(user.Id, null));
        await GoneAsync(user.Id);
        Assert.False(await fixture.Get<ServiceStore>().ExistsAsync(late));
    }

    [Fact]
    public async Task Run_AsTheDevelopmentUserOrWithANarrowerKey_IsRefusedAndDoesNothing()
    {
        var development = await fixture.Get<DevelopmentUser>().EnsureAsync();
        var (user, _) = await fixture.AddUserAsync();

        foreach (var caller in new[]
        {
            new Caller(development.Id, null), new Caller(user.Id, null, KeyScope.Deploy), new Caller(user.Id, null, KeyScope.Admin, Project: "default"),
        })
        {
            await Assert.ThrowsAsync<RefusalException>(() => fixture.Get<DeleteAccount>().RunAsync(caller));
        }

        Assert.Contains(("delete_account", "account", "refused", null), await fixture.AuditOfAsync(user.Id));
        Assert.NotEmpty(await fixture.Get<ApiKeyStore>().ListAsync(user.Id));
    }

    [Fact]
    public async Task Schema_EachColumnThatNamesAUser_GoesWithTheUser()
    {
        await using var command = fixture.Get<NpgsqlDataSource>().CreateCommand(
            """
            select c.table_name from information_schema.columns c
            where c.table_schema = 'public' and c.column_name = 'user_id' and c.table_name <> 'audit_log' and not exists (
                select from pg_constraint k
                where k.conrelid = format('public.%I', c.table_name)::regclass and k.confrelid = 'users'::regclass and k.confdeltype = 'c')
            """);
        await using var reader = await command.ExecuteReaderAsync();
        var tables = new List<string>();
        while (await reader.ReadAsync())
        {
            tables.Add(reader.GetString(0));
        }

        Assert.Empty(tables);
    }

    /// <summary>One of each thing that an account can hold.</summary>
    private async Task FillAsync(User user, string key)
    {
        await fixture.Get<IdentityStore>().LinkAsync(user.Id, IdentityOf(user));
        await using var agent = await fixture.ConnectAsync(key);
        await agent.CallAsync("create_repo", new { name = "app" });
        await agent.CallAsync("get_git_token", new { name = "app" });
        await agent.CallAsync("create_service", new { repo = "app", name = "app", env_vars = new[] { new { key = "A", value = "b" } }, resources = new[] { DatabaseOf(user) } });
        await agent.CallAsync("create_resource", new { name = DatabaseOf(user) });
        await agent.CallAsync("create_resource", new { name = $"{DatabaseOf(user)}-2" });
        await agent.CallAsync("delete_resource", new { name = $"{DatabaseOf(user)}-2" });
        await agent.CallAsync("create_resource", new { name = "theirs", url = "https://db.example.com" });
        Assert.Equal(2, (await fixture.Databases.ListAsync()).Count(n => n.StartsWith(DatabaseOf(user), StringComparison.Ordinal)));
        var installation = Random.Shared.NextInt64(1, long.MaxValue);
        await fixture.Get<InstallationStore>().UpsertAsync(user.Id, new InstallationFacts(installation, 1, "octo", "User", "all", Suspended: false));
        await fixture.Get<GitHubRepoStore>().EnsureAsync(user.Id, "github.com", new GitHubRepo(installation, installation, "octo", "hello", null));
    }

    private static string DatabaseOf(User user) => $"db-{user.Name}";

    private static PersonIdentity IdentityOf(User user) => new(IdentityProvider.Development, $"subject of {user.Name}", null, null, null);

    private async Task<ServiceId> CreateServiceAsync(UserId user, string name)
        => (await fixture.Get<ServiceStore>().CreateAsync(TestDatabase.NewService(user, name))).Service.Id;

    private Task GoneAsync(UserId user)
        => Eventually.TrueAsync(async () => await fixture.Get<UserStore>().FindAsync(user) is null, "the account is gone", seconds: 60);

    private async Task MarkClosedAsync(UserId user)
    {
        await using var command = fixture.Get<NpgsqlDataSource>().CreateCommand(
            "update services set deleted_at = now() where user_id = $1");
        command.Parameters.AddWithValue(user.Value);
        await using var closing = fixture.Get<NpgsqlDataSource>().CreateCommand("update users set deleted_at = now() where id = $1");
        closing.Parameters.AddWithValue(user.Value);
        await closing.ExecuteNonQueryAsync();
        await command.ExecuteNonQueryAsync();
    }

    private async Task<NpgsqlConnection> HoldAsync(string sql, Guid id)
    {
        var connection = await fixture.Get<NpgsqlDataSource>().OpenConnectionAsync();
        await using var command = new NpgsqlCommand($"begin; {sql}", connection);
        command.Parameters.AddWithValue("id", id);
        await command.ExecuteNonQueryAsync();
        return connection;
    }

    private Task<IReadOnlyList<string>> RowsWithAsync(Guid id) => RowsWithTextAsync(id.ToString());

    /// <summary>Every row of every table of ours that has this text in any column.</summary>
    private async Task<IReadOnlyList<string>> RowsWithTextAsync(string text)
    {
        var database = fixture.Get<NpgsqlDataSource>();
        var found = new List<string>();
        foreach (var table in await TablesAsync(database))
        {
            await using var command = database.CreateCommand($"select r::text from \"{table}\" as r where r::text like '%' || $1 || '%'");
            command.Parameters.AddWithValue(text);
            await using var reader = await command.ExecuteReaderAsync();
            while (await reader.ReadAsync())
            {
                found.Add($"{table}: {reader.GetValue(0)}");
            }
        }

        return found;
    }

    private static async Task<IReadOnlyList<string>> TablesAsync(NpgsqlDataSource database)
    {
        await using var command = database.CreateCommand("select table_name from information_schema.tables where table_schema = 'public'");
        await using var reader = await command.ExecuteReaderAsync();
        var tables = new List<string>();
        while (await reader.ReadAsync())
        {
            tables.Add(reader.GetString(0));
        }

        return tables;
    }
}
