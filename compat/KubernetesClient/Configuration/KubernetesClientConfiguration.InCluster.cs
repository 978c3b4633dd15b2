using System.Security.Cryptography.X509Certificates;
using k8s.Authentication;
using k8s.Exceptions;

namespace k8s;

public partial class KubernetesClientConfiguration
{
    private const string ServiceAccountPath = "/var/run/secrets/kubernetes.io/serviceaccount/";

    /// <summary>True in a pod with a service account.</summary>
    public static bool IsInCluster()
        => Environment.GetEnvironmentVariable("KUBERNETES_SERVICE_HOST") is { Length: > 0 }
            && Environment.GetEnvironmentVariable("KUBERNETES_SERVICE_PORT") is { Length: > 0 }
            && File.Exists(ServiceAccountPath + "token")
            && File.Exists(ServiceAccountPath + "ca.crt");

    /// <exception cref="KubeConfigException">This is no pod, or one without a service account.</exception>
    public static KubernetesClientConfiguration InClusterConfig()
    {
        if (!IsInCluster())
        {
            throw new KubeConfigException("Unable to load in-cluster configuration, KUBERNETES_SERVICE_HOST and KUBERNETES_SERVICE_PORT must be defined");
        }

        var host = Environment.GetEnvironmentVariable("KUBERNETES_SERVICE_HOST");
        var authorities = new X509Certificate2Collection();
        authorities.ImportFromPemFile(ServiceAccountPath + "ca.crt");
        return new KubernetesClientConfiguration
        {
            Host = new UriBuilder("https", host, int.Parse(Environment.GetEnvironmentVariable("KUBERNETES_SERVICE_PORT")!, System.Globalization.CultureInfo.InvariantCulture)).ToString(),
            TokenProvider = new TokenFileAuth(ServiceAccountPath + "token"),
            SslCaCerts = authorities,
            Namespace = File.Exists(ServiceAccountPath + "namespace") ? File.ReadAllText(ServiceAccountPath + "namespace").Trim() : null,
        };
    }
}
