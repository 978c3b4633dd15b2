using DeployMcp.Domain.Security;

namespace DeployMcp.Planning.Runtime;

/// <summary>The machine as its containers name it; the agent has the container engine resolve the name.</summary>
public static class MachineAddress
{
    public const string Host = "host.docker.internal";

    /// <summary>The same URL, with the machine's name in the place of loopback, which in a container is the container itself.</summary>
    public static Sensitive SeenFromContainer(Sensitive url)
        => Uri.TryCreate(url.Reveal(), UriKind.Absolute, out var parsed) && parsed.IsLoopback
            ? new Sensitive(new UriBuilder(parsed) { Host = Host }.Uri.AbsoluteUri)
            : url;
}
