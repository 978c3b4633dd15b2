using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace DeployMcp.Tests.Fixtures.BuildKit;

/// <summary>An authority, a server's certificate and a client's, as files and in memory.</summary>
public sealed class TestCertificates : IDisposable
{
    /// <summary>What the server's certificate is for: not the address by which tests reach it.</summary>
    public const string ServerName = "buildkitd.dp-build";

    private readonly X509Certificate2 _authority;
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("deploymcp-certificates-");

    public TestCertificates()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=authority of the tests", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        _authority = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(2));
        Server = Issue(ServerName, "1.3.6.1.5.5.7.3.1");
        using var client = Issue("deployer-worker", "1.3.6.1.5.5.7.3.2");
        File.WriteAllText(AuthorityFile, _authority.ExportCertificatePem());
        File.WriteAllText(CertificateFile, client.ExportCertificatePem());
        File.WriteAllText(KeyFile, client.GetECDsaPrivateKey()!.ExportPkcs8PrivateKeyPem());
    }

    public X509Certificate2 Server { get; }

    public string AuthorityFile => Path.Combine(_directory.FullName, "ca.crt");

    public string CertificateFile => Path.Combine(_directory.FullName, "tls.crt");

    public string KeyFile => Path.Combine(_directory.FullName, "tls.key");

    public bool HasSigned(X509Certificate certificate)
    {
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.Add(_authority);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        return chain.Build(X509CertificateLoader.LoadCertificate(certificate.GetRawCertData()));
    }

    public void Dispose()
    {
        _authority.Dispose();
        Server.Dispose();
        _directory.Delete(recursive: true);
    }

    private X509Certificate2 Issue(string name, string use)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid(use)], false));
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName(name);
        request.CertificateExtensions.Add(names.Build());
        using var issued = request.Create(_authority, DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1), RandomNumberGenerator.GetBytes(8));
        return issued.CopyWithPrivateKey(key);
    }
}
