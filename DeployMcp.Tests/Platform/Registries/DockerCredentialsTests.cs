using DeployMcp.Platform.Registries;

namespace DeployMcp.Tests.Platform.Registries;

public sealed class DockerCredentialsTests : IDisposable
{
    private readonly DirectoryInfo _root = Directory.CreateTempSubdirectory("deploymcp-credentials-");

    public void Dispose() => _root.Delete(recursive: true);

    [Theory]
    [InlineData("""{"auths":{"10.0.1.4:5000":{"auth":"YnVpbGRlcjpjb3JyZWN0OmhvcnNl"}}}""", "builder", "correct:horse")]
    [InlineData("""{"auths":{"https://10.0.1.4:5000/v2/":{"username":"builder","password":"pass","auth":"eDp5"}}}""", "builder", "pass")]
    [InlineData("""{"auths":{"10.0.1.4:5001":{"auth":"eDp5"}}}""", null, null)]
    [InlineData("""{"auths":{"10.0.1.4:5000":{}}}""", null, null)]
    [InlineData("""{"credsStore":"desktop"}""", null, null)]
    public void Find_ConfigurationOfDocker_GivesWhatItHoldsForTheRegistry(string config, string? user, string? password)
    {
        File.WriteAllText(Path.Combine(_root.FullName, "config.json"), config);

        Assert.Equal(user is null ? null : (user, password!), DockerCredentials.Find(_root.FullName, "10.0.1.4:5000"));
    }

    [Fact]
    public void Find_NoDirectoryOrFile_IsNone()
    {
        Assert.Null(DockerCredentials.Find(null, "r"));
        Assert.Null(DockerCredentials.Find(_root.FullName, "r"));
    }

    [Theory]
    [InlineData("not json")]
    [InlineData("""{"auths":{"r:5000":{"auth":"%%%"}}}""")]
    public void Find_BrokenConfiguration_IsOneSentenceThatNamesTheFile(string config)
    {
        File.WriteAllText(Path.Combine(_root.FullName, "config.json"), config);

        var e = Assert.Throws<InvalidOperationException>(() => DockerCredentials.Find(_root.FullName, "r:5000"));

        Assert.Contains("config.json", e.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("%%%", e.Message, StringComparison.Ordinal);
    }
}
