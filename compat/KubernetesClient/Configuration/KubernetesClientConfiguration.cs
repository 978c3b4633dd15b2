using System.Security.Cryptography.X509Certificates;
using k8s.Authentication;

namespace k8s;

/// <summary>Where the API server is and how it is spoken to.</summary>
public partial class KubernetesClientConfiguration
{
    public string CurrentContext { get; private set; }

    public string Namespace { get; set; }

    public string Host { get; set; }

    public X509Certificate2Collection SslCaCerts { get; set; }

    public string TlsServerName { get; set; }

    public bool SkipTlsVerify { get; set; }

    public string Username { get; set; }

    public string Password { get; set; }

    public string AccessToken { get; set; }

    public ITokenProvider TokenProvider { get; set; }

    /// <summary>For one answer's headers; a watch may then go on as long as it likes.</summary>
    public TimeSpan HttpClientTimeout { get; set; } = TimeSpan.FromSeconds(100);

    internal X509Certificate2 ClientCertificate { get; private set; }
}
