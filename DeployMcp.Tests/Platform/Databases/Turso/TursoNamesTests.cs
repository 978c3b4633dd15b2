using DeployMcp.Domain.Identity;
using DeployMcp.Platform.Databases.Turso;

namespace DeployMcp.Tests.Platform.Databases.Turso;

public class TursoNamesTests
{
    [Theory]
    [InlineData("00000000-0000-0000-0000-000000000000", "dm1-aaaaaaaaaaaaaaaaaaaaaaaaaa")]
    [InlineData("ffffffff-ffff-ffff-ffff-ffffffffffff", "dm1-77777777777777777777777774")]
    // The bytes of RFC 4648's own vector "foobar", then zeros.
    [InlineData("666f6f62-6172-0000-0000-000000000000", "dm1-mzxw6ytboiaaaaaaaaaaaaaaaa")]
    public void Of_AnId_IsItsBytesInBase32(string id, string name) => Assert.Equal(name, new TursoNames("dm1").Of(new ResourceId(Guid.Parse(id))));

    [Fact]
    public void Of_ManyIds_NeverTheSameAndWithinTursosRules()
    {
        var names = new TursoNames("dm1xy");
        var made = Enumerable.Range(0, 10_000).Select(_ => names.Of(ResourceId.New())).ToHashSet(StringComparer.Ordinal);

        Assert.Equal(10_000, made.Count);
        Assert.All(made, n => Assert.Matches(@"^[a-z0-9-]{1,32}\z", n));
        Assert.All(made, n => Assert.True(names.IsOurs(n)));
    }

    [Theory]
    [InlineData("prod-db")]
    [InlineData("dm1-my-db")]
    [InlineData("dm1")]
    [InlineData("")]
    [InlineData("dm1-aaaaaaaaaaaaaaaaaaaaaaaaaaa")]
    [InlineData("dm1-aaaaaaaaaaaaaaaaaaaaaaaaa1")]
    [InlineData("dm1-AAAAAAAAAAAAAAAAAAAAAAAAAA")]
    [InlineData("dm2-aaaaaaaaaaaaaaaaaaaaaaaaaa")]
    [InlineData("dm11-aaaaaaaaaaaaaaaaaaaaaaaaa")]
    public void IsOurs_OfAnotherInstallationOrAPersons_IsFalse(string name) => Assert.False(new TursoNames("dm1").IsOurs(name));

    [Fact]
    public void IsOurs_OfPrefixesThatBeginAlike_IsFalseForBoth()
    {
        var (shorter, longer, id) = (new TursoNames("dm"), new TursoNames("dma"), ResourceId.New());

        Assert.False(shorter.IsOurs(longer.Of(id)));
        Assert.False(longer.IsOurs(shorter.Of(id)));
    }
}
