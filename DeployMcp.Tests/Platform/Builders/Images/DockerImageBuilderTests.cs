using System.Diagnostics;
using DeployMcp.Domain.Failures;
using DeployMcp.Domain.Security;
using DeployMcp.Domain.Services;
using DeployMcp.Planning.Containers;
using DeployMcp.Planning.Runtime;
using DeployMcp.Platform.Builders.Images;
using DeployMcp.Tests.Fixtures;

namespace DeployMcp.Tests.Platform.Builders.Images;

public sealed class DockerImageBuilderTests : IDisposable
{
    private const string Base = $"FROM {TestDocker.BaseImage}\n";

    private readonly ImageBench _bench = new();

    public void Dispose() => _bench.Dispose();

    [Theory]
    [InlineData("", "unix:///nonexistent/docker.sock", "docker")]
    [InlineData("none", "", "Containers:Engine is 'none'")]
    [InlineData("no-such-client", "", "no program 'no-such-client'")]
    [InlineData("/bin/false", "", "/bin/false: ")]
    public async Task BuildAsync_NoEngine_SaysWhatWasTriedAndWhatToInstall(string engine, string host, string tried)
    {
        using var bench = new ImageBench(new ContainerOptions { Engine = engine, Host = host });

        var e = await Assert.ThrowsAsync<DeploymentFailureException>(() => bench.BuildAsync(Base));

        Assert.Equal(FailureCode.NoProvider, e.Failure.Code);
        Assert.Contains("apt-get install docker.io", e.Failure.Next, StringComparison.Ordinal);
        Assert.Contains(tried, e.Failure.Evidence, StringComparison.Ordinal);
    }

    [Fact]
    public async Task BuildAsync_CacheOverItsLimit_IsPruned()
    {
        if (!await RunsAsync())
        {
            return;
        }

        const string Big = Base + "RUN dd if=/dev/zero of=/big bs=1M count=20\nCMD [\"true\"]\n";
        await _bench.BuildAsync(Big);
        await _bench.Images.TryRemoveAsync(_bench.Release.Artifact, default);
        using var limited = new ImageBench(new ContainerOptions { Host = TestDocker.Host, MaxBuildCacheMiB = 1 });
        await limited.BuildAsync(Base + "CMD [\"true\"]\n");

        using var again = new ImageBench();
        await again.BuildAsync(Big);

        Assert.Contains("20+0 records out", again.Log, StringComparison.Ordinal);
    }

    [Fact]
    public async Task EndLeftoversAsync_BuildOfAKilledWorker_IsEnded()
    {
        if (!await RunsAsync())
        {
            return;
        }

        var build = _bench.BuildAsync(Base + "RUN echo begun; sleep 7773\n");
        await Eventually.TrueAsync(() => Commands().Any(c => c.StartsWith("sleep 7773", StringComparison.Ordinal)), TimeSpan.FromSeconds(30), () => _bench.Log);

        await _bench.Builder.EndLeftoversAsync();

        await Assert.ThrowsAnyAsync<Exception>(() => build);
        await NothingRunsAsync("7773");
    }

    [Fact]
    public async Task BuildAsync_Dockerfile_MakesAnImageWithLabelsAndItsPort()
    {
        if (!await RunsAsync())
        {
            return;
        }

        var release = await _bench.BuildAsync(
            [("Dockerfile", $"{Base}COPY index.html /www/\nRUN echo made here\nEXPOSE 8080\nCMD [\"httpd\", \"-f\", \"-p\", \"8080\", \"-h\", \"/www\"]\n"), ("index.html", "hello")]);

        Assert.Equal((8080, null), (release.Image!.ExposedPort, release.Image.Command));
        Assert.StartsWith("sha256:", release.Image.Id, StringComparison.Ordinal);
        var name = ImageName.Of(_bench.Release.Artifact);
        Assert.Equal(release.Image.Id, (await TestDocker.RunAsync("image", "inspect", "--format", "{{.Id}}", name)).Trim());
        Assert.Equal(
            $"{_bench.Release.ServiceId} {_bench.Release.DeploymentId}",
            (await TestDocker.RunAsync("image", "inspect", "--format", "{{index .Config.Labels \"deploymcp.service\"}} {{index .Config.Labels \"deploymcp.deployment\"}}", name)).Trim());
        Assert.Contains("made here", _bench.Log, StringComparison.Ordinal);
        Assert.DoesNotContain("sha256:", _bench.Log, StringComparison.Ordinal);
        Assert.Contains(_bench.Release.Artifact, await _bench.Images.ListAsync(default), StringComparer.Ordinal);
        Assert.True(await _bench.Images.TryRemoveAsync(_bench.Release.Artifact, default));
        Assert.False(await _bench.Images.ExistsAsync(_bench.Release.Artifact, new RevisionImage("", null, null), default));
        Assert.True(await _bench.Images.TryRemoveAsync(_bench.Release.Artifact, default));
    }

    [Fact]
    public async Task BuildAsync_Variables_ReachDeclaredArgumentsAndSecretsAndNoLog()
    {
        if (!await RunsAsync())
        {
            return;
        }

        const string Dockerfile = Base + """
            ARG API_TOKEN
            ARG LD_PRELOAD
            RUN --mount=type=secret,id=NPM_TOKEN echo "arg $API_TOKEN, secret $(cat /run/secrets/NPM_TOKEN), preload [$LD_PRELOAD], other [$UNDECLARED]"
            CMD ["true"]
            """;
        await _bench.BuildAsync(Dockerfile, Variable("API_TOKEN", "argument-value"), Variable("NPM_TOKEN", "line one\nline-two-of-it"), Variable("UNDECLARED", "never-in-there"), Variable("LD_PRELOAD", "/tmp/evil.so"));

        Assert.Contains("arg [redacted], secret [redacted]", _bench.Log.Replace(Sensitive.Redacted, "[redacted]", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.Contains("preload [], other []", _bench.Log, StringComparison.Ordinal);
        Assert.Contains("LD_PRELOAD means something to Docker itself", _bench.Log, StringComparison.Ordinal);
        Assert.DoesNotContain("argument-value", _bench.Log, StringComparison.Ordinal);
        Assert.DoesNotContain("line-two-of-it", _bench.Log, StringComparison.Ordinal);
    }

    [Fact]
    public async Task BuildAsync_FailingStep_ShowsItsOwnLines()
        => await FailsAsync(
            Base + "RUN echo fine before\nRUN echo compiling; echo 'src/a.c:3: error: no such type' >&2; exit 3\n",
            FailureCode.BuildFailed,
            ["RUN echo compiling", "src/a.c:3: error: no such type", "exit code: 3"],
            ["fine before"]);

    [Fact]
    public async Task BuildAsync_UnknownInstruction_NamesTheLine()
        => await FailsAsync(Base + "FRM x\n", FailureCode.BuildFailed, ["line 2", "FRM"]);

    [Fact]
    public async Task BuildAsync_FileToCopyMissing_NamesIt()
        => await FailsAsync(Base + "COPY dist /www\n", FailureCode.BuildFailed, ["COPY dist", "/dist"]);

    [Fact]
    public async Task BuildAsync_StepKilled_IsOutOfMemory()
        => await FailsAsync(Base + "RUN sh -c 'kill -9 $$'; exit 137\n", FailureCode.OutOfMemory, ["137"]);

    [Fact]
    public async Task BuildAsync_NothingToStart_IsImageRejectedAndNoImageIsKept()
    {
        await FailsAsync("FROM scratch\nCOPY Dockerfile /x\n", FailureCode.ImageRejected, ["Config.Cmd"]);

        Assert.False(await _bench.Images.ExistsAsync(_bench.Release.Artifact, new RevisionImage("", null, null), default));
    }

    [Fact]
    public async Task BuildAsync_NothingToStartButAStartCommand_RunsThat()
    {
        if (!await RunsAsync())
        {
            return;
        }

        var release = await _bench.BuildAsync([("Dockerfile", Base + "RUN true\n")], ImageBench.Settings with { StartCommand = "httpd -f -p $PORT" });

        Assert.Equal(["sh", "-c", "httpd -f -p $PORT"], release.Image!.Command!);
    }

    [Fact]
    public void Find_ImageForAnotherMachine_IsImageRejected()
    {
        var plan = new ImageBuild("Dockerfile", [], [], [], null, null);
        var image = new BuiltImage("sha256:0", "s390x", StartsSomething: true, null, 1000);

        Assert.Null(ImageChecks.Find(plan, image, new DockerClient("docker", "20.10", "s390x"), 10));
        var rejected = ImageChecks.Find(plan, image, new DockerClient("docker", "20.10", "amd64"), 10)!;
        Assert.Equal(FailureCode.ImageRejected, rejected.Failure.Code);
        Assert.Contains("s390x", rejected.Failure.Evidence, StringComparison.Ordinal);
        Assert.Equal(FailureCode.QuotaExceeded, ImageChecks.Find(plan, image with { Bytes = 11 << 20 }, new DockerClient("docker", "20.10", "s390x"), 10)!.Failure.Code);
    }

    [Fact]
    public async Task BuildAsync_RegistryOutOfReach_IsRegistryUnavailable()
        => await FailsAsync("FROM 127.0.0.1:9/team/app:1\n", FailureCode.RegistryUnavailable, ["127.0.0.1:9/team/app:1", "refused"]);

    [Fact]
    public async Task BuildAsync_RegistryInTrouble_IsRegistryUnavailable()
    {
        using var registry = new RegistryStandIn("503 Service Unavailable", "{}");

        await FailsAsync($"FROM {registry.Name}/team/app:1\n", FailureCode.RegistryUnavailable, ["503"]);
    }

    [Theory]
    [InlineData("404 Not Found", """{"errors":[{"code":"MANIFEST_UNKNOWN","message":"manifest unknown"}]}""")]
    [InlineData("403 Forbidden", """{"errors":[{"code":"DENIED","message":"requested access to the resource is denied"}]}""")]
    public async Task BuildAsync_RegistryRefuses_IsTheUsersToMend(string status, string body)
    {
        using var registry = new RegistryStandIn(status, body);

        await FailsAsync($"FROM {registry.Name}/team/nope:1\n", FailureCode.ImageRejected, [registry.Name]);
    }

    [Fact]
    public async Task BuildAsync_TooMuchOutput_IsStopped()
    {
        _bench.Options.MaxOutputLines = 500;

        await FailsAsync(Base + "RUN while true; do echo again; done\n", FailureCode.BuildFailed, ["again"]);

        await NothingRunsAsync("again");
    }

    [Fact]
    public async Task BuildAsync_TooLong_IsStopped()
    {
        _bench.Options.TimeLimit = TimeSpan.FromSeconds(2);

        await FailsAsync(Base + "RUN echo begun; sleep 7771\n", FailureCode.BuildFailed, ["begun"]);

        await NothingRunsAsync("7771");
    }

    [Fact]
    public async Task BuildAsync_Cancelled_EndsTheBuildInTheEngine()
    {
        if (!await RunsAsync())
        {
            return;
        }

        using var stop = new CancellationTokenSource();
        var build = _bench.BuildAsync([("Dockerfile", Base + "RUN echo begun; sleep 7772\n")], cancellationToken: stop.Token);
        await Eventually.TrueAsync(() => Commands().Any(c => c.StartsWith("sleep 7772", StringComparison.Ordinal)), TimeSpan.FromSeconds(30), () => _bench.Log);
        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => build);
        await NothingRunsAsync("7772");
    }

    private async Task FailsAsync(string dockerfile, FailureCode code, string[] evidence, string[]? absent = null)
    {
        if (!await RunsAsync())
        {
            return;
        }

        var e = await Assert.ThrowsAsync<DeploymentFailureException>(() => _bench.BuildAsync(dockerfile));

        Assert.True(code == e.Failure.Code, $"{e.Failure}\n{_bench.Log}");
        Assert.All(evidence, part => Assert.Contains(part, e.Failure.Evidence, StringComparison.Ordinal));
        Assert.All(absent ?? [], part => Assert.DoesNotContain(part, e.Failure.Evidence, StringComparison.Ordinal));
        Assert.DoesNotContain(_bench.At(""), e.Failure.Evidence, StringComparison.Ordinal);
    }

    private static Task NothingRunsAsync(string text)
        => Eventually.TrueAsync(() => !Commands().Any(c => c.StartsWith("sleep ", StringComparison.Ordinal) && c.Contains(text, StringComparison.Ordinal)), TimeSpan.FromSeconds(20), () => "The step still runs.");

    private static IEnumerable<string> Commands()
        => Process.GetProcesses().Select(p => $"/proc/{p.Id}/cmdline").Where(File.Exists).Select(Read);

    private static string Read(string path)
    {
        try
        {
            return File.ReadAllText(path).Replace('\0', ' ');
        }
        catch (IOException)
        {
            return "";
        }
    }

    private static EnvVar Variable(string key, string value) => new(key, new Sensitive(value));

    /// <summary>Where no engine can be had, the answer that says so is what there is to test.</summary>
    private async Task<bool> RunsAsync()
    {
        if (await TestDocker.IsAvailableAsync())
        {
            return true;
        }

        var e = await Assert.ThrowsAsync<DeploymentFailureException>(() => _bench.BuildAsync(Base));
        Assert.Equal(FailureCode.NoProvider, e.Failure.Code);
        return false;
    }
}
