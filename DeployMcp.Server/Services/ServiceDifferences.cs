using DeployMcp.Data.Resources;
using DeployMcp.Data.Services;
using DeployMcp.Domain.Security;
using DeployMcp.Domain.Services;
using DeployMcp.Platform.Secrets;

namespace DeployMcp.Server.Services;

/// <summary>In which arguments a call of create_service differs from the service that has the name. Variables by name, never by value.</summary>
public sealed class ServiceDifferences(EnvVarStore variables, ServiceResourceStore resources, SecretCipher cipher)
{
    public async Task<IReadOnlyList<string>> FindAsync(Service existing, NewService asked)
    {
        var (current, wanted) = (existing.Spec, asked.Spec);
        var stored = (await variables.ListAsync(existing.Id)).ToDictionary(v => v.Key, v => cipher.Decrypt(existing.Id.Value, v.Key, v.Value), StringComparer.Ordinal);
        return
        [
            .. Compare("repo", current.Repo, wanted.Repo),
            .. Compare("host", current.Host, wanted.Host),
            .. Compare("branch", current.Branch, wanted.Branch),
            .. Compare("build_pack", current.BuildPack, wanted.BuildPack),
            .. Compare("port", current.Port, wanted.Port),
            .. Compare("memory", $"{current.MemoryMiB}Mi", $"{wanted.MemoryMiB}Mi"),
            .. Compare("cpu", $"{current.CpuMillis}m", $"{wanted.CpuMillis}m"),
            .. Compare("install_command", current.InstallCommand, wanted.InstallCommand),
            .. Compare("build_command", current.BuildCommand, wanted.BuildCommand),
            .. Compare("start_command", current.StartCommand, wanted.StartCommand),
            .. Compare("publish_directory", current.PublishDirectory, wanted.PublishDirectory),
            .. Compare("root_directory", current.RootDirectory, wanted.RootDirectory),
            .. CompareResources((await resources.ListAsync(existing.Id)).Select(r => r.Resource.Name), asked.Resources),
            .. CompareVariables(stored, asked.EnvVars.ToDictionary(v => v.Key, v => v.Value, StringComparer.Ordinal)),
        ];
    }

    private static IEnumerable<string> Compare<T>(string argument, T current, T asked)
        => EqualityComparer<T>.Default.Equals(current, asked) ? [] : [$"{argument} is {Shown(current)}, asked for {Shown(asked)}"];

    private static string Shown<T>(T value) => value is null ? "not set" : $"'{value}'".ToLowerInvariant();

    /// <summary>Their order says nothing.</summary>
    private static IEnumerable<string> CompareResources(IEnumerable<string> current, IEnumerable<string> asked)
        => Compare("resources", string.Join(", ", current.Order(StringComparer.Ordinal)), string.Join(", ", asked.Order(StringComparer.Ordinal)));

    private static IEnumerable<string> CompareVariables(Dictionary<string, Sensitive> stored, Dictionary<string, Sensitive> asked)
        => stored.Keys.Union(asked.Keys, StringComparer.Ordinal).Order(StringComparer.Ordinal)
            .Where(key => !stored.TryGetValue(key, out var one) || !asked.TryGetValue(key, out var other) || one != other)
            .Select(key => $"env_vars {key} {(!stored.ContainsKey(key) ? "is not set yet" : asked.ContainsKey(key) ? "has another value" : "is set, but not in this call")}");
}
