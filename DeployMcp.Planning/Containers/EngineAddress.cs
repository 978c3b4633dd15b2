namespace DeployMcp.Planning.Containers;

/// <summary>Where the container engine listens. Builder and agent must come to the same answer.</summary>
public static class EngineAddress
{
    public const string Scheme = "unix://";

    private const string System = "/var/run/docker.sock";

    /// <summary>What is set, else <c>DOCKER_HOST</c>, else the system's socket, else that of this user's own engine.</summary>
    /// <param name="runtimeDirectory">The user's <c>XDG_RUNTIME_DIR</c>.</param>
    public static string Resolve(string? configured, string? dockerHost, string? runtimeDirectory, Func<string, bool> exists)
    {
        if (!string.IsNullOrEmpty(configured))
        {
            return configured;
        }

        if (!string.IsNullOrEmpty(dockerHost))
        {
            return dockerHost;
        }

        var own = string.IsNullOrEmpty(runtimeDirectory) ? null : Path.Combine(runtimeDirectory, "docker.sock");
        return Scheme + (own is not null && !exists(System) && exists(own) ? own : System);
    }
}
