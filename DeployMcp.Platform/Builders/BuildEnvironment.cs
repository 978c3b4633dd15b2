using DeployMcp.Domain.Services;

namespace DeployMcp.Platform.Builders;

/// <summary>
/// The variables of a build: its own directories, what tells tools that nobody watches, how this machine reaches the network,
/// and the user's. Nothing else of the platform's.
/// </summary>
internal static class BuildEnvironment
{
    /// <summary>The machine's way out, the same for every program on it.</summary>
    private static readonly string[] Network =
    [
        "HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY", "http_proxy", "https_proxy", "no_proxy", "SSL_CERT_FILE", "SSL_CERT_DIR",
        "NODE_EXTRA_CA_CERTS", "npm_config_registry", "NPM_CONFIG_REGISTRY",
    ];

    public static Dictionary<string, string> Of(BuildWorkspace workspace, string npmCache, IEnumerable<EnvVar> variables)
    {
        var environment = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["PATH"] = Environment.GetEnvironmentVariable("PATH") ?? "/usr/local/bin:/usr/bin:/bin",
            ["HOME"] = workspace.Home,
            ["TMPDIR"] = workspace.Temp,
            ["CI"] = "1",
            ["NO_COLOR"] = "1",
            ["TERM"] = "dumb",
            ["LANG"] = "C.UTF-8",
            ["npm_config_cache"] = npmCache,
            ["npm_config_update_notifier"] = "false",
        };
        foreach (var name in Network)
        {
            if (Environment.GetEnvironmentVariable(name) is { Length: > 0 } value)
            {
                environment[name] = value;
            }
        }

        foreach (var variable in variables)
        {
            environment[variable.Key] = variable.Value.Reveal();
        }

        return environment;
    }
}
