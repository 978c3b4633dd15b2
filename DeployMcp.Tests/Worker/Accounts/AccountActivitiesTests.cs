using DeployMcp.Data.Users;
using DeployMcp.Domain.Identity;
using DeployMcp.Tests.Fixtures;
using DeployMcp.Worker.Accounts;
using DeployMcp.Workflows.Accounts;

namespace DeployMcp.Tests.Worker.Accounts;

public class AccountActivitiesTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    [Fact]
    public async Task EnsureGitAccount_ForManyUsersAtOnce_GivesEachOneName()
    {
        var activities = new AccountActivities(database.Get<UserStore>());
        var users = await Task.WhenAll(Enumerable.Range(0, 200).Select(_ => database.AddUserAsync()));

        var names = await Task.WhenAll(users.Concat(users).Select(async u => (u.Id, (await activities.EnsureGitAccountAsync(new ProvisionAccountInput(u.Id))).GitAccount)));

        Assert.Equal(200, names.Distinct().Count());
        Assert.Equal(200, names.Select(n => n.GitAccount).Distinct(StringComparer.Ordinal).Count());
    }

    [Fact]
    public async Task EnsureGitAccount_WhenNearlyAllNamesAreTaken_FindsOneStill()
    {
        var store = database.Get<UserStore>();
        await using var command = database.Get<Npgsql.NpgsqlDataSource>().CreateCommand(
            """
            with owner as (insert into users (id, name) select gen_random_uuid(), 'taken-' || n from generate_series(1, $3) n returning id),
            numbered as (select id, row_number() over () as n from owner),
            names as (select a || '-' || b as name, row_number() over () as n from unnest($1) a cross join unnest($2) b)
            insert into git_accounts (user_id, username) select numbered.id, names.name from numbered join names using (n) on conflict do nothing
            """);
        command.Parameters.AddWithValue(PetNameWords.Adjectives.ToArray());
        command.Parameters.AddWithValue(PetNameWords.Animals.ToArray());
        command.Parameters.AddWithValue(PetNameWords.Adjectives.Count * PetNameWords.Animals.Count);
        await command.ExecuteNonQueryAsync();

        var name = await new AccountActivities(store).EnsureGitAccountAsync(new ProvisionAccountInput((await database.AddUserAsync()).Id));

        Assert.True(DnsLabel.IsValid(name.GitAccount), name.GitAccount);
    }

    [Fact]
    public void PetNames_AreManyAndEachIsADnsLabel()
    {
        Assert.True(PetNameWords.Adjectives.Distinct(StringComparer.Ordinal).Count() >= 200);
        Assert.True(PetNameWords.Animals.Distinct(StringComparer.Ordinal).Count() >= 200);
        Assert.All(PetNameWords.Adjectives.Concat(PetNameWords.Animals), w => Assert.Matches("^[a-z]{2,14}$", w));
    }
}
