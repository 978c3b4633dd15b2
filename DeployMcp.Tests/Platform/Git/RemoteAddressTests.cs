using DeployMcp.Domain.Failures;
using DeployMcp.Platform.Git;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace DeployMcp.Tests.Platform.Git;

public class RemoteAddressTests
{
    [Theory]
    [InlineData("https://localhost/x.git")]
    [InlineData("https://127.0.0.1:8443/x.git")]
    [InlineData("https://169.254.169.254/latest.git")]
    [InlineData("https://[::1]/x.git")]
    [InlineData("https://[fd00::1]/x.git")]
    [InlineData("https://[::ffff:10.0.0.1]/x.git")]
    [InlineData("https://[2002:7f00:1::]/x.git")]
    [InlineData("https://0x7f.1/x.git")]
    public async Task ResolveAsync_ToAPrivateAddress_IsRefusedBeforeAnythingIsSent(string url)
    {
        await using var services = new ServiceCollection().AddLogging().AddGitPlatform(new ConfigurationBuilder().Build()).BuildServiceProvider();
        var source = services.GetRequiredService<GitSource>();

        var refused = await Assert.ThrowsAsync<DeploymentFailureException>(
            () => source.ResolveAsync(new GitOrigin.External(new Uri(url)), "main", CancellationToken.None));

        Assert.Equal(FailureCode.RepoNotFound, refused.Failure.Code);
        Assert.Contains("not on the public internet", refused.Message, StringComparison.Ordinal);
    }
}
