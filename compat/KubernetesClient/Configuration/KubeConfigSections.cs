using YamlDotNet.Serialization;

namespace k8s;

/// <summary>A kubeconfig as it is written; only what the client reads of it.</summary>
internal sealed class KubeConfigSections
{
    public string CurrentContext { get; set; }

    public List<NamedContext> Contexts { get; set; } = [];

    public List<NamedCluster> Clusters { get; set; } = [];

    public List<NamedUser> Users { get; set; } = [];
}

internal sealed class NamedContext
{
    public string Name { get; set; }

    public ContextSection Context { get; set; }
}

internal sealed class ContextSection
{
    public string Cluster { get; set; }

    public string User { get; set; }

    public string Namespace { get; set; }
}

internal sealed class NamedCluster
{
    public string Name { get; set; }

    public ClusterSection Cluster { get; set; }
}

internal sealed class ClusterSection
{
    public string Server { get; set; }

    public string CertificateAuthority { get; set; }

    public string CertificateAuthorityData { get; set; }

    public bool InsecureSkipTlsVerify { get; set; }

    public string TlsServerName { get; set; }
}

internal sealed class NamedUser
{
    public string Name { get; set; }

    public UserSection User { get; set; }
}

internal sealed class UserSection
{
    public string Token { get; set; }

    [YamlMember(Alias = "tokenFile", ApplyNamingConventions = false)]
    public string TokenFile { get; set; }

    public string Username { get; set; }

    public string Password { get; set; }

    public string ClientCertificate { get; set; }

    public string ClientCertificateData { get; set; }

    public string ClientKey { get; set; }

    public string ClientKeyData { get; set; }

    public ExecSection Exec { get; set; }
}

internal sealed class ExecSection
{
    [YamlMember(Alias = "apiVersion", ApplyNamingConventions = false)]
    public string ApiVersion { get; set; }

    public string Command { get; set; }

    public List<string> Args { get; set; }

    public List<ExecVariable> Env { get; set; }
}

internal sealed class ExecVariable
{
    public string Name { get; set; }

    public string Value { get; set; }
}
