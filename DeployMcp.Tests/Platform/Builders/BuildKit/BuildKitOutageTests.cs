using DeployMcp.Domain.Failures;
using DeployMcp.Platform.Builders.BuildKit;
using DeployMcp.Tests.Fixtures.BuildKit;

namespace DeployMcp.Tests.Platform.Builders.BuildKit;

/// <summary>A daemon or a registry that is not there, or not for us.</summary>
public sealed class BuildKitOutageTests : BuildKitTests
{
    [Fact]
    public async Task BuildAsync_RegistryOutOfReach_IsRegistryUnavailable()
        => await FailsAsync(
            () =>
            {
                (Bench.RegistryOptions.Address, Bench.Kit.RegistryCache) = ("127.0.0.1:9", false);
                return [("Dockerfile", Base + "CMD [\"true\"]\n")];
            },
            BuildKitBench.Dockerfile, FailureCode.RegistryUnavailable, "could not be reached", "connection refused");

    [Fact]
    public async Task BuildAsync_RegistryRefusesUs_IsRegistryUnavailableAndNamesTheSettings()
    {
        if (!await StartAsync())
        {
            return;
        }

        using var guarded = await TestRegistry.StartAsync(asksForPassword: true);
        await FailsAsync(
            () =>
            {
                (Bench.RegistryOptions.Address, Bench.Kit.RegistryCache) = (guarded.Address, false);
                return [("Dockerfile", Base + "CMD [\"true\"]\n")];
            },
            BuildKitBench.Dockerfile, FailureCode.RegistryUnavailable, "refuses the platform's credentials", guarded.Address);
    }

    [Fact]
    public async Task BuildAsync_BuildKitGoesAwayMidBuild_IsThePlatformsFault()
    {
        if (!await StartAsync())
        {
            return;
        }

        var build = Bench.BuildAsync([("Dockerfile", Base + "RUN echo begun; sleep 300\nCMD [\"true\"]\n")], BuildKitBench.Dockerfile);
        await Eventually.TrueAsync(() => Bench.Lines.Any(l => l.EndsWith(" begun", StringComparison.Ordinal)) || build.IsCompleted, TimeSpan.FromSeconds(60), () => Bench.Log);
        Bench.Bridge.Dispose();

        await Assert.ThrowsAsync<BuildKitGoneException>(() => build);
    }

    [Fact]
    public async Task BuildAsync_BuildKitThatWantsACertificate_GetsOurs()
    {
        if (!await StartAsync())
        {
            return;
        }

        using var certificates = new TestCertificates();
        using var bridge = TestBuildKit.Connect(certificates);
        Bench.Kit.Address = bridge.Address;
        (Bench.Kit.CaCertificate, Bench.Kit.Certificate, Bench.Kit.Key) = (certificates.AuthorityFile, certificates.CertificateFile, certificates.KeyFile);
        Bench.Kit.ServerName = TestCertificates.ServerName;
        (string, string)[] files = [("Dockerfile", Base + "CMD [\"true\"]\n")];

        Assert.NotNull((await Bench.BuildAsync(files, BuildKitBench.Dockerfile)).Image);

        using var others = new TestCertificates();
        (Bench.Kit.Certificate, Bench.Kit.Key) = (others.CertificateFile, others.KeyFile);
        await Assert.ThrowsAsync<BuildKitGoneException>(() => Bench.BuildAsync(files, BuildKitBench.Dockerfile));
    }

    [Theory]
    [InlineData(507, "", "is full")]
    [InlineData(403, """{"errors":[{"code":"DENIED","message":"requested access to the resource is denied"}]}""", "refuses the platform's credentials")]
    public async Task BuildAsync_RegistryThatRefusesThePush_IsRegistryUnavailable(int status, string body, string message)
    {
        if (!await StartAsync())
        {
            return;
        }

        await using var registry = await RefusingRegistry.StartAsync(status, body);
        await FailsAsync(
            () =>
            {
                (Bench.RegistryOptions.Address, Bench.Kit.RegistryCache) = (registry.Address, false);
                return [("Dockerfile", Base + "CMD [\"true\"]\n")];
            },
            BuildKitBench.Dockerfile, FailureCode.RegistryUnavailable, message, registry.Address);
    }
}
