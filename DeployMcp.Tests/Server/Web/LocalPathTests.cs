using DeployMcp.Server.Web;

namespace DeployMcp.Tests.Server.Web;

public class LocalPathTests
{
    [Theory]
    [InlineData("/")]
    [InlineData("/services/default/web?tab=logs#x")]
    [InlineData("/oauth/authorize?redirect_uri=http%3A%2F%2Flocalhost%2F")]
    public void Of_OwnPath_Stays(string path) => Assert.Equal(path, LocalPath.Of(path));

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("//evil.example")]
    [InlineData("/\\evil.example")]
    [InlineData("/a\\..\\evil")]
    [InlineData("\\/evil.example")]
    [InlineData("https://evil.example/")]
    [InlineData("javascript:alert(1)")]
    [InlineData("/\t/evil.example")]
    [InlineData("/a\r\nSet-Cookie: x=y")]
    [InlineData("services")]
    public void Of_AnythingElse_IsTheRoot(string? path) => Assert.Equal("/", LocalPath.Of(path));
}
