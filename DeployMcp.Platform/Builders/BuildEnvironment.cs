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
        "NODE_EXTRA_CA_CERTS", "npm_config_registry", "NPM_CONFIG_REGISTRY", "REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE", "PIP_CERT", "PIP_INDEX_URL",
        "PIP_EXTRA_INDEX_URL", "UV_INDEX_URL", "GOPROXY", "GOSUMDB", "NUGET_CERT_REVOCATION_MODE",
    ];

    /// <summary>Where a toolchain is installed, for those that look for themselves in the home of whoever installed them.</summary>
    private static readonly string[] ToolHomes = ["DOTNET_ROOT", "JAVA_HOME", "GOROOT", "RUSTUP_HOME", "PYENV_ROOT"];

    public static Dictionary<string, string> Of(BuildWorkspace workspace, string npmCache, IEnumerable<EnvVar> variables, IReadOnlyDictionary<string, string>? caches = null)
    {
        var environment = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["PATH"] = ToolPath.Value,
            ["HOME"] = workspace.Home,
            ["TMPDIR"] = workspace.Temp,
            ["CI"] = "1",
            ["NO_COLOR"] = "1",
            ["TERM"] = "dumb",
            ["LANG"] = "C.UTF-8",
            ["npm_config_cache"] = npmCache,
            ["npm_config_update_notifier"] = "false",
            ["DOTNET_CLI_TELEMETRY_OPTOUT"] = "1",
            ["DOTNET_NOLOGO"] = "1",
            ["PIP_DISABLE_PIP_VERSION_CHECK"] = "1",
        };
        foreach (var (name, value) in OfMachine().Concat(caches ?? new Dictionary<string, string>(StringComparer.Ordinal)))
        {
            environment[name] = value;
        }

        foreach (var variable in variables)
        {
            environment[variable.Key] = variable.Value.Reveal();
        }

        return environment;
    }

    private static IEnumerable<KeyValuePair<string, string>> OfMachine()
    {
        // rustup's programs look for what they stand for in the home of whoever installed them, and a build has a home of its own.
        if (Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".rustup") is var rustup && Directory.Exists(rustup) && ToolPath.IsReachable(rustup))
        {
            yield return KeyValuePair.Create("RUSTUP_HOME", rustup);
        }

        foreach (var name in Network.Concat(ToolHomes.Where(IsUsableHome)))
        {
            if (Environment.GetEnvironmentVariable(name) is { Length: > 0 } value)
            {
                yield return KeyValuePair.Create(name, value);
            }
        }
    }

    private static bool IsUsableHome(string variable)
        => Environment.GetEnvironmentVariable(variable) is { Length: > 0 } directory && Directory.Exists(directory) && ToolPath.IsReachable(directory);
}
