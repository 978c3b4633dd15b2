using DeployMcp.Data.Users;
using DeployMcp.Domain.Identity;
using DeployMcp.Tests.Fixtures;

namespace DeployMcp.Tests.Data.Users;

public class IdentityStoreTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    private IdentityStore Identities => database.Get<IdentityStore>();

    [Fact]
    public async Task SignUpAsync_TwentyTimesAtOnce_MakesOneUser()
    {
        var person = Person(IdentityProvider.GitHub);

        var users = await Task.WhenAll(Enumerable.Range(0, 20).Select(i => Identities.SignUpAsync(person, [$"{person.Subject}-{i}"])));

        Assert.Single(users.Distinct());
        Assert.Equal(users[0], await Identities.SignInAsync(person));
    }

    [Fact]
    public async Task SignUpAsync_NameTaken_TakesTheNextAndNullWhenThereIsNone()
    {
        var taken = (await database.AddUserAsync()).Name;

        Assert.Null(await Identities.SignUpAsync(Person(IdentityProvider.Firebase), [taken]));
        Assert.NotNull(await Identities.SignUpAsync(Person(IdentityProvider.Firebase), [taken, $"free-{Guid.NewGuid():N}"]));
    }

    [Fact]
    public async Task LinkAsync_SecondIdentity_LeadsToTheSameUserAndToNoOther()
    {
        var firebase = Person(IdentityProvider.Firebase);
        var github = Person(IdentityProvider.GitHub);
        var user = await SignUpAsync(firebase);
        var other = await SignUpAsync(Person(IdentityProvider.Firebase));

        Assert.True(await Identities.LinkAsync(user, github));
        Assert.True(await Identities.LinkAsync(user, github));
        Assert.False(await Identities.LinkAsync(other, github));

        Assert.Equal(user, await Identities.SignInAsync(github));
        Assert.Equal([IdentityProvider.Firebase, IdentityProvider.GitHub], (await Identities.ListAsync(user)).Select(i => i.Provider));
    }

    [Fact]
    public async Task SignInAsync_UnknownIdentity_IsNull() => Assert.Null(await Identities.SignInAsync(Person(IdentityProvider.Firebase)));

    private async Task<UserId> SignUpAsync(PersonIdentity person) => (await Identities.SignUpAsync(person, [person.Subject]))!.Value;

    private static PersonIdentity Person(IdentityProvider provider) => new(provider, $"s-{Guid.NewGuid():N}", "someone@example.com", "someone", "Some One");
}
