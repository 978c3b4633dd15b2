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

        Assert.Single(users.Select(u => u.UserId).Distinct());
        Assert.Single(users, u => u.Outcome == SignUpOutcome.Created);
        Assert.Equal(users[0].UserId, await Identities.SignInAsync(person));
    }

    [Fact]
    public async Task SignUpAsync_NameTaken_TakesTheNextAndSaysWhenThereIsNone()
    {
        var taken = (await database.AddUserAsync()).Name;

        Assert.Equal(SignUpOutcome.NamesTaken, (await Identities.SignUpAsync(Person(IdentityProvider.Firebase), [taken])).Outcome);
        var next = await Identities.SignUpAsync(Person(IdentityProvider.Firebase), [taken, $"free-{Guid.NewGuid():N}"]);
        Assert.Equal(SignUpOutcome.Created, next.Outcome);
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
    public async Task SignUpAsync_BothProvidersVouchForOneAddress_LeadToOneUser()
    {
        var email = $"{Guid.NewGuid():N}@Example.com";
        var google = Person(IdentityProvider.Firebase) with { Email = email, EmailVouched = true };
        var github = Person(IdentityProvider.GitHub) with { Email = email.ToLowerInvariant(), EmailVouched = true };
        var user = await SignUpAsync(google);

        Assert.Equal(new SignUp(SignUpOutcome.Linked, user), await Identities.SignUpAsync(github, [github.Subject]));
        Assert.Equal(user, await Identities.SignInAsync(github));
    }

    [Fact]
    public async Task SignUpAsync_TwoIdentitiesOfOneAddressAtOnce_LeadToOneUser()
    {
        var email = $"{Guid.NewGuid():N}@example.com";
        var persons = Enumerable.Range(0, 10)
            .Select(i => Person(i % 2 == 0 ? IdentityProvider.Firebase : IdentityProvider.GitHub) with { Email = email, EmailVouched = true });

        var users = await Task.WhenAll(persons.Select(p => Identities.SignUpAsync(p, [p.Subject])));

        Assert.Single(users.Select(u => u.UserId).Distinct());
    }

    [Theory]
    [InlineData(false, true)]
    [InlineData(true, false)]
    public async Task SignUpAsync_OneAddressNotVouchedFor_IsAnotherUser(bool firstVouched, bool secondVouched)
    {
        var email = $"{Guid.NewGuid():N}@example.com";
        var user = await SignUpAsync(Person(IdentityProvider.Firebase) with { Email = email, EmailVouched = firstVouched });

        Assert.NotEqual(user, await SignUpAsync(Person(IdentityProvider.GitHub) with { Email = email, EmailVouched = secondVouched }));
    }

    [Fact]
    public async Task SignUpAsync_AddressGivenUpAtTheFirstProvider_IsAnotherUser()
    {
        var email = $"{Guid.NewGuid():N}@example.com";
        var google = Person(IdentityProvider.Firebase) with { Email = email, EmailVouched = true };
        var user = await SignUpAsync(google);
        await Identities.SignInAsync(google with { Email = null, EmailVouched = false });

        Assert.NotEqual(user, await SignUpAsync(Person(IdentityProvider.GitHub) with { Email = email, EmailVouched = true }));
    }

    [Fact]
    public async Task SignInAsync_UnknownIdentity_IsNull() => Assert.Null(await Identities.SignInAsync(Person(IdentityProvider.Firebase)));

    private async Task<UserId> SignUpAsync(PersonIdentity person) => (await Identities.SignUpAsync(person, [person.Subject])).UserId;

    private static PersonIdentity Person(IdentityProvider provider) => new(provider, $"s-{Guid.NewGuid():N}", "someone@example.com", "someone", "Some One");
}
