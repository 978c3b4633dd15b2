using DeployMcp.Domain.Identity;
using DeployMcp.Platform.Artifacts;
using DeployMcp.Platform.Builders;

namespace DeployMcp.Tests.Platform.Artifacts;

public sealed class ArtifactStoreTests : IDisposable
{
    private readonly DirectoryInfo _root = Directory.CreateTempSubdirectory("deploymcp-artifacts-");
    private readonly ArtifactStore _store;

    public ArtifactStoreTests() => _store = new ArtifactStore(new BuildOptions { ArtifactDirectory = Path.Combine(_root.FullName, "artifacts") });

    public void Dispose() => _root.Delete(recursive: true);

    [Fact]
    public async Task PublishAsync_Directory_MovesItWholeAndForItsOwnerOnly()
    {
        var name = ArtifactStore.NameOf(ServiceId.New(), ["commit", "settings"]);

        await _store.PublishAsync(name, Made("one"), slot: 7, CancellationToken.None);

        var release = Path.Combine(_root.FullName, "artifacts", name);
        Assert.True(_store.Exists(name));
        Assert.Equal("one", await File.ReadAllTextAsync(Path.Combine(release, "text")));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(release));
        Assert.Equal([name], _store.List());
    }

    [Fact]
    public async Task PublishAsync_Twice_KeepsTheFirst()
    {
        var name = ArtifactStore.NameOf(ServiceId.New(), ["x"]);
        await _store.PublishAsync(name, Made("one"), 1, CancellationToken.None);

        await _store.PublishAsync(name, Made("two"), 1, CancellationToken.None);

        Assert.Equal("one", await File.ReadAllTextAsync(Path.Combine(_root.FullName, "artifacts", name, "text")));
    }

    [Fact]
    public void NameOf_PartsShifted_DiffersAndBelongsToItsService()
    {
        var (one, two) = (ServiceId.New(), ServiceId.New());

        Assert.NotEqual(ArtifactStore.NameOf(one, ["ab", "c"]), ArtifactStore.NameOf(one, ["a", "bc"]));
        Assert.NotEqual(ArtifactStore.NameOf(one, ["a"]), ArtifactStore.NameOf(two, ["a"]));
        Assert.Equal(ArtifactStore.NameOf(one, ["a"]), ArtifactStore.NameOf(one, ["a"]));
    }

    [Theory]
    [InlineData("../evil")]
    [InlineData("..")]
    [InlineData("")]
    public void Delete_NameThatLeadsElsewhere_IsRefused(string name) => Assert.Throws<ArgumentException>(() => _store.Delete(name));

    private string Made(string text)
    {
        var directory = Directory.CreateDirectory(Path.Combine(_root.FullName, Guid.NewGuid().ToString("N"))).FullName;
        File.WriteAllText(Path.Combine(directory, "text"), text);
        return directory;
    }
}
