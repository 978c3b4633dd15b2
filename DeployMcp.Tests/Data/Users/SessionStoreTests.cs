using DeployMcp.Data.Users;
using DeployMcp.Domain.Security;
using DeployMcp.Tests.Fixtures;

namespace DeployMcp.Tests.Data.Users;

public class SessionStoreTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    private SessionStore Sessions => database.Get<SessionStore>();

    [Fact]
    public async Task FindAsync_LiveEndedAndForeignSessions_FindsTheLiveOneAlone()
    {
        var user = await database.AddUserAsync();
        var first = await Sessions.CreateAsync(user.Id, "a browser");
        var second = await Sessions.CreateAsync(user.Id, null);

        Assert.Equal(user.Id, await Sessions.FindAsync(first));
        Assert.NotEqual(first, second);
        await Sessions.EndAsync(first);

        Assert.Null(await Sessions.FindAsync(first));
        Assert.Equal(user.Id, await Sessions.FindAsync(second));
        Assert.Null(await Sessions.FindAsync(new Sensitive("")));
        Assert.Null(await Sessions.FindAsync(new Sensitive(new string('A', 43))));
        Assert.Null(await Sessions.FindAsync(new Sensitive(new string('%', 43))));
    }

    [Fact]
    public async Task EndAllAsync_WithSessionsOfTwoUsers_EndsThoseOfOne()
    {
        var user = await database.AddUserAsync();
        var other = await Sessions.CreateAsync((await database.AddUserAsync()).Id, null);
        Sensitive[] mine = [await Sessions.CreateAsync(user.Id, null), await Sessions.CreateAsync(user.Id, null)];

        await Sessions.EndAllAsync(user.Id);

        Assert.All(await Task.WhenAll(mine.Select(Sessions.FindAsync)), Assert.Null);
        Assert.NotNull(await Sessions.FindAsync(other));
    }
}
