using System.Text.Encodings.Web;
using System.Text.Json;
using DeployMcp.Planning.Containers;
using DeployMcp.Tests.Snapshots;

namespace DeployMcp.Tests.Planning.Containers;

public sealed class DockerBuildCommandTests
{
    private static readonly JsonSerializerOptions Json = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    [Fact]
    public void Of_ARequest_IsAsRecorded() => Snapshot.Match("Planning/docker-build-command.json", JsonSerializer.Serialize(
        DockerBuildCommand.Of(new DockerBuildRequest(
            "/build/source/web",
            "/build/source/web/Dockerfile",
            ImageName.Of("0123-abcd"),
            "/build/image-id",
            [new(ImageName.PlatformLabel, "p1"), new(ImageName.ServiceLabel, "s1"), new(ImageName.DeploymentLabel, "d1")],
            ["API_URL", "COMMIT"],
            [new("NPM_TOKEN", "/build/secret-NPM_TOKEN")])),
        Json));

    [Theory]
    [InlineData("API_URL", true)]
    [InlineData("GOOGLE_API_KEY", true)]
    [InlineData("NODE_ENV", true)]
    [InlineData("LD_PRELOAD", false)]
    [InlineData("PATH", false)]
    [InlineData("GODEBUG", false)]
    [InlineData("DOCKER_HOST", false)]
    [InlineData("https_proxy", false)]
    [InlineData("GCONV_PATH", false)]
    public void MayBeInClientEnvironment_OnlyWhatMeansNothingToTheClient(string name, bool may)
        => Assert.Equal(may, DockerBuildCommand.MayBeInClientEnvironment(name));

    [Fact]
    public void ArtifactOf_AnImageOfOurs_IsItsRelease()
    {
        Assert.Equal("0123-abcd", ImageName.ArtifactOf(ImageName.Of("0123-abcd")));
        Assert.Null(ImageName.ArtifactOf("nginx:1"));
    }
}
