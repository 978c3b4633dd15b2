using DeployMcp.Domain.Failures;
using DeployMcp.Platform.Registries;
using DeployMcp.Tests.Fixtures.BuildKit;
using DeployMcp.Tests.Platform.Builders.Images;

namespace DeployMcp.Tests.Platform.Registries;

public sealed class RegistryClientTests
{
    [Fact]
    public async Task PingAsync_NobodyThere_IsUnavailableWithTheReason()
    {
        var e = await Assert.ThrowsAsync<RegistryException>(() => ClientOf(new RegistryOptions { Address = "127.0.0.1:9", Insecure = true }).PingAsync(default));

        Assert.Equal(RegistryProblem.Unavailable, e.Problem);
        Assert.Equal(FailureCode.RegistryUnavailable, e.ToFailure().Failure.Code);
        Assert.Contains("127.0.0.1:9", e.ToFailure().Failure.Evidence, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("507 Insufficient Storage", "", RegistryProblem.Full, "frees space")]
    [InlineData("413 Request Entity Too Large", "", RegistryProblem.Full, "frees space")]
    [InlineData("500 Internal Server Error", "write /var/lib/registry: no space left on device", RegistryProblem.Full, "frees space")]
    [InlineData("403 Forbidden", """{"errors":[{"code":"DENIED"}]}""", RegistryProblem.Refused, "Registry:Username")]
    [InlineData("401 Unauthorized", "", RegistryProblem.Refused, "Registry:Username")]
    [InlineData("503 Service Unavailable", "", RegistryProblem.Unavailable, "in some minutes")]
    public async Task FindDigestAsync_RegistryThatDoesNot_IsNamedWithItsMend(string status, string body, RegistryProblem problem, string mend)
    {
        using var registry = new RegistryStandIn(status, body);

        var e = await Assert.ThrowsAsync<RegistryException>(() => ClientOf(new RegistryOptions { Address = registry.Name, Insecure = true }).ListTagsAsync("tenant-1/web", default));

        Assert.Equal((problem, FailureCode.RegistryUnavailable), (e.Problem, e.ToFailure().Failure.Code));
        Assert.Contains(mend, e.ToFailure().Failure.Next, StringComparison.Ordinal);
        Assert.Contains(status[..3], e.ToFailure().Failure.Evidence, StringComparison.Ordinal);
    }

    [RegistryFact]
    public async Task PingAsync_RegistryWithPassword_TakesTheRightOneOnly()
    {
        using var registry = await TestRegistry.StartAsync(asksForPassword: true);
        await ClientOf(registry, TestRegistry.Password).PingAsync(default);
        var e = await Assert.ThrowsAsync<RegistryException>(() => ClientOf(registry, "wrong").PingAsync(default));
        Assert.Equal(RegistryProblem.Refused, e.Problem);
    }

    [RegistryFact]
    public async Task AnyCall_RegistryWithATokenServer_GetsATokenForWhatItDoes()
    {
        await using var tokens = await TestTokenServer.StartAsync();
        using var registry = await TestRegistry.StartAsync(tokens);
        var client = ClientOf(registry, TestRegistry.Password);

        await client.PingAsync(default);
        Assert.Empty(await client.ListRepositoriesAsync(default));
        Assert.Empty(await client.ListTagsAsync("tenant-1/web", default));
        Assert.Null(await client.FindDigestAsync("tenant-1/web", "c1", default));
        Assert.False(await client.DeleteAsync("tenant-1/web", $"sha256:{new string('0', 64)}", default));

        Assert.Contains("registry:catalog:*", tokens.Asked, StringComparer.Ordinal);
        Assert.Contains("repository:tenant-1/web:pull", tokens.Asked, StringComparer.Ordinal);
        Assert.Contains("repository:tenant-1/web:delete", tokens.Asked, StringComparer.Ordinal);
        var before = tokens.Asked.Count;
        Assert.False(await client.DeleteAsync("tenant-1/web", $"sha256:{new string('0', 64)}", default));
        Assert.Equal(before, tokens.Asked.Count);
    }

    [RegistryFact]
    public async Task AnyCall_TokenServerThatRefusesUs_IsRefused()
    {
        await using var tokens = await TestTokenServer.StartAsync();
        using var registry = await TestRegistry.StartAsync(tokens);

        var e = await Assert.ThrowsAsync<RegistryException>(() => ClientOf(registry, "wrong").PingAsync(default));

        Assert.Equal(RegistryProblem.Refused, e.Problem);
    }

    [RegistryFact]
    public async Task AnyCall_TokenThatHasRunOut_IsAskedForAgain()
    {
        await using var tokens = await TestTokenServer.StartAsync();
        using var registry = await TestRegistry.StartAsync(tokens);
        var client = ClientOf(registry, TestRegistry.Password);
        tokens.Lifetime = TimeSpan.FromMinutes(-10);
        await Assert.ThrowsAsync<RegistryException>(() => client.ListTagsAsync("tenant-1/web", default));

        tokens.Lifetime = TimeSpan.FromMinutes(5);

        Assert.Empty(await client.ListTagsAsync("tenant-1/web", default));
    }

    private static RegistryClient ClientOf(TestRegistry registry, string password)
        => ClientOf(new RegistryOptions { Address = registry.Address, Insecure = true, Username = TestRegistry.User, Password = password });

    private static RegistryClient ClientOf(RegistryOptions options) => ImageCollectionTests.Client(options);
}
