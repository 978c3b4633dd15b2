using DeployMcp.Data.Users;
using DeployMcp.Domain.Identity;
using DeployMcp.Platform.Identity;
using DeployMcp.Server.Accounts;
using DeployMcp.Tests.Server.Fixture;
using Npgsql;

namespace DeployMcp.Tests.Server.Accounts;

[Collection(ServerCollection.Name)]
public class PersonSignInTests(ServerFixture fixture)
{
    [Fact]
    public async Task RunAsync_FortyPersonsOfOneLoginAtOnce_AreFortyUsersWithGitAccountsOfTheirOwn()
    {
        var login = $"crowd-{Guid.NewGuid():N}"[..14];
        var persons = Enumerable.Range(0, 40).Select(_ => Person() with { Login = login }).ToList();

        var users = await Task.WhenAll(persons.Select(p => fixture.Get<PersonSignIn>().RunAsync(p)));

        Assert.Equal(40, users.Distinct().Count());
        await Eventually.TrueAsync(async () => (await Task.WhenAll(users.Select(FindAsync))).All(u => u.GitAccount is not null), "all have a git account", seconds: 60);
        var found = await Task.WhenAll(users.Select(FindAsync));
        Assert.Equal(40, found.Select(u => u.Name).Distinct().Count());
        Assert.Equal(40, found.Select(u => u.GitAccount).Distinct().Count());
        Assert.Contains(found, u => u.Name == login);
        Assert.All(found, u => Assert.True(DnsLabel.IsValid(u.Name), u.Name));
        Assert.All(found, u => Assert.Matches("^[a-z]+-[a-z]+", u.GitAccount));
    }

    [Fact]
    public async Task RunAsync_OnePersonTwentyTimesAtOnce_IsOneUser()
    {
        var person = Person();

        var users = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => fixture.Get<PersonSignIn>().RunAsync(person)));

        Assert.Single(users.Distinct());
    }

    [Fact]
    public async Task RunAsync_GoogleAndGitHubVouchForOneAddress_IsOneUserAndOnTheAudit()
    {
        var google = Person() with { Provider = PersonProvider.Firebase, EmailVouched = true };
        var user = await fixture.Get<PersonSignIn>().RunAsync(google);

        Assert.Equal(user, await fixture.Get<PersonSignIn>().RunAsync(Person() with { Email = google.Email, EmailVouched = true }));
        Assert.Contains(await fixture.AuditOfAsync(user), row => row is { Action: "link_identity", Outcome: "linked by address" });
    }

    [Fact]
    public async Task RunAsync_AddressProvedByAMailedLinkOnly_IsAnotherUser()
    {
        var github = Person() with { EmailVouched = true };
        var user = await fixture.Get<PersonSignIn>().RunAsync(github);

        Assert.NotEqual(
            user, await fixture.Get<PersonSignIn>().RunAsync(Person() with { Provider = PersonProvider.Firebase, Email = github.Email, EmailVouched = false }));
    }

    [Fact]
    public async Task RunAsync_NameWithControlCharacters_IsKeptAsOneShortLine()
    {
        var user = await fixture.Get<PersonSignIn>().RunAsync(Person() with { DisplayName = $"An\0n\r\n\u202Eevil{new string('x', 500)}" });

        Assert.Equal($"Annevil{new string('x', 93)}", await DisplayNameAsync(user));
    }

    [Theory]
    [InlineData("Octo_Cat!", "octo-cat")]
    [InlineData("--a--b--", "a-b")]
    [InlineData("Ünïcøde", "n-c-de")]
    [InlineData("猫", "someone")]
    public void For_Login_IsALabel(string login, string expected)
        => Assert.Equal(expected, UserNames.For(Person() with { Login = login, Email = "someone@example.com" })[0]);

    [Theory]
    [InlineData("admin")]
    [InlineData("Dev")]
    public void For_ReservedLogin_HasAnEnding(string login)
        => Assert.All(UserNames.For(Person() with { Login = login }), n => Assert.StartsWith($"{login.ToLowerInvariant()}-", n, StringComparison.Ordinal));

    [Fact]
    public void For_NothingToGoBy_IsAUser()
        => Assert.Equal("user", UserNames.For(new VerifiedPerson(PersonProvider.Firebase, "phone:1", null, false, null, null))[0]);

    private async Task<string?> DisplayNameAsync(UserId id)
    {
        await using var command = fixture.Get<NpgsqlDataSource>().CreateCommand("select display_name from users where id = $1");
        command.Parameters.AddWithValue(id.Value);
        return await command.ExecuteScalarAsync() as string;
    }

    private async Task<User> FindAsync(UserId id) => (await fixture.Get<UserStore>().FindAsync(id))!;

    private static VerifiedPerson Person()
    {
        var name = $"p-{Guid.NewGuid():N}"[..16];
        return new(PersonProvider.GitHub, name, $"{name}@example.com", EmailVouched: false, name, "Someone");
    }
}
