using DeployMcp.Domain.Validation;

namespace DeployMcp.Domain.Services;

/// <summary>
/// The arguments of update_service as they came: null leaves a setting as it is, an empty text gives it back its default.
/// </summary>
/// <param name="EnvVars">A null value removes the variable; those that are not named stay.</param>
/// <param name="Resources">All that it is to have from now on; empty for none.</param>
public sealed record ServiceChange(
    string? Branch = null,
    string? BuildPack = null,
    int? Port = null,
    IReadOnlyList<KeyValuePair<string, string?>>? EnvVars = null,
    string? Memory = null,
    string? Cpu = null,
    string? InstallCommand = null,
    string? BuildCommand = null,
    string? StartCommand = null,
    string? PublishDirectory = null,
    string? RootDirectory = null,
    IReadOnlyList<string>? Resources = null)
{
    /// <summary>Stands in where arguments are checked before it is known which service they are for.</summary>
    public static ServiceSpec AnySpec { get; } = new(
        "any", "any", ServiceLimits.DefaultBranch, Services.BuildPack.Railpack, ServiceLimits.DefaultPort, ServiceLimits.DefaultMemoryMiB,
        ServiceLimits.DefaultCpuMillis, null, null, null, null, null);

    /// <summary>Finds every error at once, by the rules of create_service.</summary>
    /// <param name="current">The service's settings now.</param>
    /// <param name="storedKeys">The names of its variables now.</param>
    public Validated<ChangedService> Validate(ServiceSpec current, IReadOnlyCollection<string> storedKeys)
    {
        var (service, errors) = Request(current).Validate(new RepoPolicy(current.Host, AllowHttps: true, AllowLocal: true, GitHubHost: current.Host));
        var removed = (EnvVars ?? []).Where(v => v.Value is null).Select(v => v.Key).ToList();
        var count = storedKeys.Except(removed, StringComparer.Ordinal).Union(EnvVars?.Where(v => v.Value is not null).Select(v => v.Key) ?? [], StringComparer.Ordinal).Count();
        if (count > ServiceLimits.MaxEnvVars)
        {
            errors = [.. errors, new ArgumentError("env_vars", $"there would be {count}", $"At most {ServiceLimits.MaxEnvVars}.")];
        }

        return errors.Count > 0 || service is null
            ? new Validated<ChangedService>(null, errors)
            : new Validated<ChangedService>(
                new ChangedService(service.Spec, [.. service.EnvVars.Where(v => !removed.Contains(v.Key, StringComparer.Ordinal))], removed, Resources), []);
    }

    /// <summary>As if the service were made anew with what stays and what changes.</summary>
    private ServiceRequest Request(ServiceSpec current)
    {
        var pack = Text(BuildPack, current.BuildPack.ToWire());
        return new ServiceRequest(
            current.Repo,
            "any",
            current.Host,
            Text(Branch, current.Branch),
            Project: null,
            pack,
            Port ?? (HasDefaultPort(current) ? null : current.Port),
            EnvVars?.Select(v => KeyValuePair.Create(v.Key, v.Value ?? "")).ToList(),
            Text(Memory, $"{current.MemoryMiB}Mi"),
            Text(Cpu, $"{current.CpuMillis}m"),
            Text(InstallCommand, current.InstallCommand),
            Text(BuildCommand, current.BuildCommand),
            Text(StartCommand, current.StartCommand),
            Text(PublishDirectory, current.PublishDirectory),
            Text(RootDirectory, current.RootDirectory),
            Resources);
    }

    /// <summary>Such a port follows the build pack when that changes.</summary>
    private static bool HasDefaultPort(ServiceSpec spec)
        => spec.Port == (spec.BuildPack == Services.BuildPack.Static ? ServiceLimits.DefaultStaticPort : ServiceLimits.DefaultPort);

    private static string? Text(string? asked, string? current) => asked is null ? current : string.IsNullOrWhiteSpace(asked) ? null : asked;
}

/// <summary>Settings that an agent asked for, checked, not yet stored.</summary>
/// <param name="EnvVars">To be set.</param>
/// <param name="RemovedEnvVars">To be removed, whether they are set or not.</param>
/// <param name="Resources">Null where they stay as they are.</param>
public sealed record ChangedService(ServiceSpec Spec, IReadOnlyList<EnvVar> EnvVars, IReadOnlyList<string> RemovedEnvVars, IReadOnlyList<string>? Resources);
