using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using k8s.Authentication;
using k8s.Exceptions;
using YamlDotNet.Core;
using YamlDotNet.Serialization;
using YamlDotNet.Serialization.NamingConventions;

namespace k8s;

public partial class KubernetesClientConfiguration
{
    public static readonly string KubeConfigDefaultLocation =
        Path.Combine(Environment.GetEnvironmentVariable("HOME") ?? "/", ".kube/config");

    /// <summary>From <c>KUBECONFIG</c>, else the default file, else the pod's service account, else <c>http://localhost:8080</c>.</summary>
    public static KubernetesClientConfiguration BuildDefaultConfig()
    {
        if (Environment.GetEnvironmentVariable("KUBECONFIG") is { Length: > 0 } given)
        {
            return BuildConfigFromConfigFile(given.Split(':')[0]);
        }

        if (File.Exists(KubeConfigDefaultLocation))
        {
            return BuildConfigFromConfigFile(KubeConfigDefaultLocation);
        }

        return IsInCluster() ? InClusterConfig() : new KubernetesClientConfiguration { Host = "http://localhost:8080" };
    }

    /// <param name="kubeconfigPath">Null for the default file.</param>
    /// <param name="currentContext">Null for the one that the file names.</param>
    /// <exception cref="KubeConfigException">The file is missing, can't be read, or lacks the context, its cluster or its user.</exception>
    public static KubernetesClientConfiguration BuildConfigFromConfigFile(
        string kubeconfigPath = null, string currentContext = null, string masterUrl = null, bool useRelativePaths = true)
    {
        var file = new FileInfo(kubeconfigPath ?? KubeConfigDefaultLocation);
        if (!file.Exists)
        {
            throw new KubeConfigException($"kubeconfig file not found at {file.FullName}");
        }

        var sections = Parse(File.ReadAllText(file.FullName));
        var config = new KubernetesClientConfiguration();
        if ((currentContext ?? sections.CurrentContext) is { Length: > 0 } context)
        {
            config.Use(sections, context, path => useRelativePaths ? Path.Combine(file.DirectoryName!, path) : path);
        }

        config.Host = string.IsNullOrWhiteSpace(masterUrl) ? config.Host : masterUrl;
        return string.IsNullOrWhiteSpace(config.Host)
            ? throw new KubeConfigException("Cannot infer server host url either from context or masterUrl")
            : config;
    }

    private static KubeConfigSections Parse(string yaml)
    {
        try
        {
            return new DeserializerBuilder().WithNamingConvention(HyphenatedNamingConvention.Instance).IgnoreUnmatchedProperties().Build()
                .Deserialize<KubeConfigSections>(yaml) ?? throw new KubeConfigException("the kubeconfig is empty");
        }
        catch (YamlException e)
        {
            // Without the exception's own words: they may quote the file, which holds secrets.
#pragma warning disable MA0054 // On purpose: the parser's words are what must not be passed on.
            throw new KubeConfigException($"the kubeconfig can't be read: line {e.Start.Line}, column {e.Start.Column}");
#pragma warning restore MA0054
        }
    }

    private void Use(KubeConfigSections sections, string name, Func<string, string> resolve)
    {
        var context = sections.Contexts.Find(c => c.Name.Equals(name, StringComparison.OrdinalIgnoreCase))
            ?? throw new KubeConfigException($"CurrentContext: {name} not found in contexts in kubeconfig");
        CurrentContext = context.Name;
        Namespace = context.Context?.Namespace;
        var cluster = sections.Clusters.Find(c => c.Name.Equals(context.Context?.Cluster, StringComparison.OrdinalIgnoreCase))?.Cluster
            ?? throw new KubeConfigException($"Cluster not found for context `{name}` in kubeconfig");
        UseCluster(cluster, resolve);
        if (context.Context.User is { Length: > 0 } user)
        {
            UseUser(
                sections.Users.Find(u => u.Name.Equals(user, StringComparison.OrdinalIgnoreCase))?.User
                    ?? throw new KubeConfigException($"User not found for context {name} in kubeconfig"),
                user,
                resolve);
        }
    }

    private void UseCluster(ClusterSection cluster, Func<string, string> resolve)
    {
        Host = Uri.TryCreate(cluster.Server, UriKind.Absolute, out _)
            ? cluster.Server
            : throw new KubeConfigException($"Bad server host URL `{cluster.Server}` (cannot be parsed)");
        SkipTlsVerify = cluster.InsecureSkipTlsVerify;
        TlsServerName = cluster.TlsServerName;
        if (Pem(cluster.CertificateAuthorityData, cluster.CertificateAuthority, resolve) is { } authorities)
        {
            SslCaCerts = [];
            SslCaCerts.ImportFromPem(authorities);
        }
    }

    private void UseUser(UserSection user, string name, Func<string, string> resolve)
    {
        AccessToken = user.Token;
        Username = user.Username;
        Password = user.Password;
        TokenProvider = user switch
        {
            { Token.Length: > 0 } => null,
            { TokenFile.Length: > 0 } => new TokenFileAuth(resolve(user.TokenFile)),
            { Exec.Command.Length: > 0 } => new ExecTokenProvider(user.Exec),
            _ => null,
        };
        if (Pem(user.ClientCertificateData, user.ClientCertificate, resolve) is { } certificate
            && Pem(user.ClientKeyData, user.ClientKey, resolve) is { } key)
        {
            ClientCertificate = Certificate(certificate, key, name);
        }

        if (ClientCertificate is null && TokenProvider is null && string.IsNullOrEmpty(AccessToken) && string.IsNullOrEmpty(Username))
        {
            throw new KubeConfigException($"User: {name} does not have appropriate auth credentials in kubeconfig");
        }
    }

    private static X509Certificate2 Certificate(string certificate, string key, string user)
    {
        try
        {
            return X509Certificate2.CreateFromPem(certificate, key);
        }
        catch (CryptographicException e)
        {
            throw new KubeConfigException($"The client certificate or key of user {user} can't be read", e);
        }
    }

    private static string Pem(string data, string path, Func<string, string> resolve)
    {
        try
        {
            return data is { Length: > 0 } ? Encoding.UTF8.GetString(Convert.FromBase64String(data))
                : path is { Length: > 0 } ? File.ReadAllText(resolve(path))
                : null;
        }
        catch (Exception e) when (e is FormatException or IOException)
        {
            throw new KubeConfigException("A certificate or key of the kubeconfig can't be read", e);
        }
    }
}
