using DeployMcp.Tests.Fixtures.KubernetesStandIn;
using k8s;
using k8s.Exceptions;

namespace DeployMcp.Tests.Compat.KubernetesClient;

/// <summary>Each way in which a kubeconfig, or a pod, says where the cluster is and who one is.</summary>
public sealed class ConfigurationTests : IDisposable
{
    private const string ServiceAccount = "/var/run/secrets/kubernetes.io/serviceaccount";

    private readonly string _directory = Directory.CreateTempSubdirectory("kubernetes-client-").FullName;
    private readonly CertificateAuthority _authority = new();

    private string Kubeconfig => Path.Combine(_directory, "config");

    public void Dispose()
    {
        Directory.Delete(_directory, recursive: true);
        _authority.Dispose();
    }

    [Fact]
    public async Task Connect_ByTheClustersOwnAuthority_TrustsItOverHttp2()
    {
        await using var cluster = await RunningCluster.StartAsync(_authority);
        var protocol = "";
        cluster.Interference = (context, _) =>
        {
            protocol = context.Request.Protocol;
            return Task.FromResult(false);
        };

        await ListAsync(cluster.Kubeconfig);

        Assert.Equal("HTTP/2", protocol);
    }

    [Fact]
    public async Task Connect_ByAnotherAuthority_IsRefusedAsACertificateError()
    {
        await using var cluster = await RunningCluster.StartAsync(_authority);
        using var another = new CertificateAuthority();
        await cluster.WriteKubeconfigAsync(Kubeconfig, "token: tenant-token", $", certificate-authority-data: {CertificateAuthority.Data(another.Pem)}");

        var e = await Assert.ThrowsAsync<HttpRequestException>(() => ListAsync(Kubeconfig));

        Assert.Equal(HttpRequestError.SecureConnectionError, e.HttpRequestError);
        Assert.Empty(cluster.Calls);
    }

    [Fact]
    public async Task Connect_UnderAnotherName_IsRefusedUnlessThatNameIsTheCertificates()
    {
        await using var cluster = await RunningCluster.StartAsync(_authority);
        var file = (await File.ReadAllTextAsync(cluster.Kubeconfig)).Replace("127.0.0.1", "localhost", StringComparison.Ordinal);
        await File.WriteAllTextAsync(Kubeconfig, file);

        var e = await Assert.ThrowsAsync<HttpRequestException>(() => ListAsync(Kubeconfig));
        Assert.Equal(HttpRequestError.SecureConnectionError, e.HttpRequestError);

        await File.WriteAllTextAsync(Kubeconfig, file.Replace("certificate-authority-data:", "tls-server-name: 127.0.0.1, certificate-authority-data:", StringComparison.Ordinal));
        await ListAsync(Kubeconfig);
    }

    [Fact]
    public async Task Connect_WithoutVerification_WhenTheFileAsksForIt()
    {
        await using var cluster = await RunningCluster.StartAsync(_authority);
        await cluster.WriteKubeconfigAsync(Kubeconfig, "token: tenant-token", ", insecure-skip-tls-verify: true");

        await ListAsync(Kubeconfig);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Connect_ByAClientsCertificate_NeedsNoToken(bool asFiles)
    {
        using var client = _authority.Issue("deployer-worker");
        using var key = System.Security.Cryptography.X509Certificates.ECDsaCertificateExtensions.GetECDsaPrivateKey(client)!;
        await using var cluster = await RunningCluster.StartAsync(_authority, client);
        var (certificate, secret) = (client.ExportCertificatePem(), key.ExportPkcs8PrivateKeyPem());
        await File.WriteAllTextAsync(Path.Combine(_directory, "client.crt"), certificate);
        await File.WriteAllTextAsync(Path.Combine(_directory, "client.key"), secret);
        await File.WriteAllTextAsync(Path.Combine(_directory, "ca.crt"), _authority.Pem);
        await cluster.WriteKubeconfigAsync(
            Kubeconfig,
            asFiles ? "client-certificate: client.crt, client-key: client.key" : $"client-certificate-data: {CertificateAuthority.Data(certificate)}, client-key-data: {CertificateAuthority.Data(secret)}",
            ", certificate-authority: ca.crt");

        await ListAsync(Kubeconfig);
    }

    [Fact]
    public async Task Connect_WithoutTheCertificateThatIsAskedFor_IsRefused()
    {
        using var client = _authority.Issue("deployer-worker");
        await using var cluster = await RunningCluster.StartAsync(_authority, client);

        await Assert.ThrowsAsync<HttpRequestException>(() => ListAsync(cluster.Kubeconfig));
    }

    [Fact]
    public async Task Connect_ByATokenFile_TakesANewTokenWhenItRotates()
    {
        await using var cluster = await RunningCluster.StartAsync(_authority);
        var token = Path.Combine(_directory, "token");
        await File.WriteAllTextAsync(token, "tenant-token\n");
        await cluster.WriteKubeconfigAsync(Kubeconfig, $"tokenFile: {token}", $", certificate-authority-data: {CertificateAuthority.Data(_authority.Pem)}");
        using var client = new Kubernetes(KubernetesClientConfiguration.BuildConfigFromConfigFile(Kubeconfig));
        await client.CoreV1.ListNamespaceAsync();

        cluster.Token = "rotated";
        await File.WriteAllTextAsync(token + ".new", "rotated\n");
        File.Move(token + ".new", token, overwrite: true);

        // Upstream looks at the file each minute; ours for each request.
        await Eventually.TrueAsync(() => CanListAsync(client), "the new token is used", seconds: 75);
    }

    [Fact]
    public async Task InClusterConfig_InAPod_ReadsItsServiceAccount()
    {
        if (!Environment.IsPrivilegedProcess || Directory.Exists(ServiceAccount))
        {
            // Only root can make what the kubelet mounts; elsewhere the answer is that this is no pod.
            Assert.Contains("KUBERNETES_SERVICE_HOST", Assert.Throws<KubeConfigException>(KubernetesClientConfiguration.InClusterConfig).Message, StringComparison.Ordinal);
            return;
        }

        await using var cluster = await RunningCluster.StartAsync(_authority);
        try
        {
            Directory.CreateDirectory(ServiceAccount);
            await File.WriteAllTextAsync($"{ServiceAccount}/token", cluster.Token);
            await File.WriteAllTextAsync($"{ServiceAccount}/ca.crt", _authority.Pem);
            await File.WriteAllTextAsync($"{ServiceAccount}/namespace", "dp-system");
            Environment.SetEnvironmentVariable("KUBERNETES_SERVICE_HOST", "127.0.0.1");
            Environment.SetEnvironmentVariable("KUBERNETES_SERVICE_PORT", $"{new Uri(cluster.Url).Port}");
            var config = KubernetesClientConfiguration.InClusterConfig();
            Assert.Equal("dp-system", config.Namespace);
            using var client = new Kubernetes(config);
            await client.CoreV1.ListNamespaceAsync();
            await File.WriteAllTextAsync($"{ServiceAccount}/token", cluster.Token = "rotated");
            await Eventually.TrueAsync(() => CanListAsync(client), "the new token is used", seconds: 75);
        }
        finally
        {
            Environment.SetEnvironmentVariable("KUBERNETES_SERVICE_HOST", null);
            Environment.SetEnvironmentVariable("KUBERNETES_SERVICE_PORT", null);
            Directory.Delete("/var/run/secrets/kubernetes.io", recursive: true);
        }
    }

    [Fact]
    public async Task Connect_ByACredentialPlugin_AsksItOncePerToken()
    {
        await using var cluster = await RunningCluster.StartAsync(_authority);
        var calls = Path.Combine(_directory, "calls");
        await PluginAsync($$$"""
            echo "$KUBERNETES_EXEC_INFO $REGION $1" >> {{{calls}}}
            echo '{"apiVersion":"client.authentication.k8s.io/v1","kind":"ExecCredential","status":{"token":"tenant-token","expirationTimestamp":"2126-01-01T00:00:00Z"}}'
            """);
        await WritePluginConfigAsync(cluster);
        using var client = new Kubernetes(KubernetesClientConfiguration.BuildConfigFromConfigFile(Kubeconfig));

        await client.CoreV1.ListNamespaceAsync();
        await client.CoreV1.ListNamespaceAsync();

        var asked = Assert.Single(await File.ReadAllLinesAsync(calls));
        Assert.Contains("\"apiVersion\":\"client.authentication.k8s.io/v1\"", asked, StringComparison.Ordinal);
        Assert.EndsWith(" eu get-token", asked, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Connect_ByACredentialPluginWhoseTokenExpired_AsksItAgain()
    {
        await using var cluster = await RunningCluster.StartAsync(_authority);
        await PluginAsync("""
            echo x >> "$0.calls"
            echo '{"kind":"ExecCredential","status":{"token":"tenant-token","expirationTimestamp":"2020-01-01T00:00:00Z"}}'
            """);
        await WritePluginConfigAsync(cluster);
        using var client = new Kubernetes(KubernetesClientConfiguration.BuildConfigFromConfigFile(Kubeconfig));

        await client.CoreV1.ListNamespaceAsync();
        var once = (await File.ReadAllLinesAsync(Path.Combine(_directory, "plugin.calls"))).Length;
        await client.CoreV1.ListNamespaceAsync();

        Assert.True((await File.ReadAllLinesAsync(Path.Combine(_directory, "plugin.calls"))).Length > once);
    }

    [Theory]
    [InlineData("exit 3")]
    [InlineData("echo 'no credential, but my-secret-token'")]
    public async Task Connect_ByACredentialPluginThatFails_NamesItAndQuotesNothing(string script)
    {
        await using var cluster = await RunningCluster.StartAsync(_authority);
        await PluginAsync(script);
        await WritePluginConfigAsync(cluster);

        var e = await Assert.ThrowsAsync<KubeConfigException>(() => ListAsync(Kubeconfig));

        Assert.Contains("external exec failed", e.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("my-secret-token", e.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("contexts: [", "can't be read: line ")]
    [InlineData("current-context: gone", "gone")]
    public async Task BuildConfig_OfAFileThatCannotBeUsed_SaysWhy(string content, string said)
    {
        await File.WriteAllTextAsync(Kubeconfig, content);

        Assert.Contains(said, Assert.Throws<KubeConfigException>(() => KubernetesClientConfiguration.BuildConfigFromConfigFile(Kubeconfig)).Message, StringComparison.Ordinal);
    }

    private Task PluginAsync(string script)
    {
        var plugin = Path.Combine(_directory, "plugin");
        File.WriteAllText(plugin, $"#!/bin/sh\n{script}\n");
        File.SetUnixFileMode(plugin, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        return Task.CompletedTask;
    }

    private Task WritePluginConfigAsync(RunningCluster cluster) => cluster.WriteKubeconfigAsync(
        Kubeconfig,
        $"exec: {{ apiVersion: client.authentication.k8s.io/v1, command: {_directory}/plugin, args: [get-token], env: [{{ name: REGION, value: eu }}], interactiveMode: Never }}",
        $", certificate-authority-data: {CertificateAuthority.Data(_authority.Pem)}");

    private static async Task ListAsync(string kubeconfig)
    {
        using var client = new Kubernetes(KubernetesClientConfiguration.BuildConfigFromConfigFile(kubeconfig));
        Assert.NotNull((await client.CoreV1.ListNamespaceAsync()).Items);
    }

    private static async Task<bool> CanListAsync(Kubernetes client)
    {
        try
        {
            await client.CoreV1.ListNamespaceAsync();
            return true;
        }
        catch (k8s.Autorest.HttpOperationException e) when (e.Response.StatusCode == System.Net.HttpStatusCode.Unauthorized)
        {
            return false;
        }
    }
}
