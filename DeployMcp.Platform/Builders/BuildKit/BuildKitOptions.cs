using DeployMcp.Planning.Containers.BuildKit;
using DeployMcp.Planning.Containers.Generated;

namespace DeployMcp.Platform.Builders.BuildKit;

/// <summary>The section <c>BuildKit</c> of the configuration: the daemon that builds all images once it is set.</summary>
public sealed class BuildKitOptions
{
    /// <summary><c>tcp://host:port</c> or <c>unix:///path</c>; empty to build on this machine.</summary>
    public string Address { get; set; } = "";

    /// <summary>PEM files for mutual TLS; the first alone where the daemon asks for no certificate.</summary>
    public string? CaCertificate { get; set; }

    public string? Certificate { get; set; }

    public string? Key { get; set; }

    public string? ServerName { get; set; }

    /// <summary>A program's path, whose name says which client it is: <c>buildctl</c> or <c>docker-buildx</c>; empty for the first that is found.</summary>
    public string Client { get; set; } = "";

    /// <summary>The railpack binary: a name or path; empty to plan with the platform's own providers always.</summary>
    public string Railpack { get; set; } = "railpack";

    /// <summary>Without a tag that of the binary's own version is taken.</summary>
    public string RailpackFrontend { get; set; } = "ghcr.io/railwayapp/railpack-frontend";

    /// <summary>Base images of generated Dockerfiles by tool, <c>*</c> for all, <c>nginx</c> for sites, with <c>-runtime</c> for what the app then runs on.</summary>
    public Dictionary<string, string> BaseImages { get; set; } = new(StringComparer.Ordinal);

    /// <summary>Whether each service's cache is kept in the registry too, for a daemon that lost its own.</summary>
    public bool RegistryCache { get; set; } = true;

    /// <summary>The image that makes SBOMs, for example <c>docker/buildkit-syft-scanner:stable-1</c>; null for none.</summary>
    public string? SbomGenerator { get; set; }

    /// <summary>What images must be for, as Go names it.</summary>
    public string Architecture { get; set; } = "amd64";

    /// <summary>Largest image, as it is transferred, in MiB.</summary>
    public int MaxImageMiB { get; set; } = 4096;

    internal BuildKitEndpoint Endpoint => new(Address, CaCertificate, Certificate, Key, ServerName);

    internal BaseImages Bases => new(BaseImages);
}
