using System.Text.RegularExpressions;
using DeployMcp.Domain.Identity;
using DeployMcp.Domain.Security;
using DeployMcp.Domain.Validation;

namespace DeployMcp.Domain.Services;

/// <summary>One run over the arguments of create_service that collects errors instead of stopping at the first.</summary>
internal sealed partial class ServiceRequestCheck(ServiceRequest request, RepoPolicy repos)
{
    private readonly List<ArgumentError> _errors = [];

    public IReadOnlyList<ArgumentError> Errors => _errors;

    public NewService Run()
    {
        var project = Label("project", request.Project ?? ServiceLimits.DefaultProject);
        var name = Label("name", request.Name);
        if (PlatformHosts.Reserved.Contains(name))
        {
            Add("name", $"'{name}' is a host name of the platform's own", $"Use another name, for example my-{name}. Reserved are {string.Join(", ", PlatformHosts.Reserved)}.");
        }

        var host = request.Host ?? repos.InternalHost;
        var pack = Pack();
        var spec = new ServiceSpec(
            Repo(host),
            host,
            Branch(),
            pack,
            Port(pack),
            Amount("memory", request.Memory, Quantity.ParseMemoryMiB, ServiceLimits.DefaultMemoryMiB, ServiceLimits.MinMemoryMiB, ServiceLimits.MaxMemoryMiB, "16Mi to 4Gi, for example 256Mi"),
            Amount("cpu", request.Cpu, Quantity.ParseCpuMillis, ServiceLimits.DefaultCpuMillis, ServiceLimits.MinCpuMillis, ServiceLimits.MaxCpuMillis, "0.01 to 4 cores, for example 0.5 or 500m"),
            Command("install_command", request.InstallCommand),
            Command("build_command", request.BuildCommand),
            Command("start_command", request.StartCommand),
            RelativePath("publish_directory", request.PublishDirectory),
            RelativePath("root_directory", request.RootDirectory));
        return new NewService(project, name, spec, EnvVars());
    }

    private string Label(string argument, string? value)
    {
        if (!DnsLabel.IsValid(value))
        {
            Add(argument, string.IsNullOrEmpty(value) ? "is missing" : $"'{Shown(value)}' is no DNS label", $"Use {DnsLabel.Rule}.");
        }

        return value ?? "";
    }

    private string Repo(string host)
    {
        if (string.IsNullOrEmpty(request.Repo))
        {
            Add("repo", "is missing", "Give the name of a repo made with create_repo.");
        }
        else if (request.Repo.Length > ServiceLimits.MaxCommandLength)
        {
            Add("repo", "is too long", $"At most {ServiceLimits.MaxCommandLength} characters.");
        }
        else if (repos.Check(request.Repo, host) is { } error)
        {
            _errors.Add(error);
        }

        return request.Repo ?? "";
    }

    private string Branch()
    {
        var branch = request.Branch ?? ServiceLimits.DefaultBranch;
        if (branch.Length > 200 || !BranchName().IsMatch(branch) || branch.Contains("..", StringComparison.Ordinal) || branch.EndsWith(".lock", StringComparison.Ordinal))
        {
            Add("branch", $"'{Shown(branch)}' is no branch name", "Use the branch as git shows it, for example main.");
        }

        return branch;
    }

    private BuildPack Pack()
    {
        switch (request.BuildPack)
        {
            case null or "railpack": return BuildPack.Railpack;
            case "dockerfile": return BuildPack.Dockerfile;
            case "static": return BuildPack.Static;
            default:
                Add("build_pack", $"'{Shown(request.BuildPack)}' is unknown", "Use railpack, dockerfile or static.");
                return BuildPack.Railpack;
        }
    }

    private int Port(BuildPack pack)
    {
        var port = request.Port ?? (pack == BuildPack.Static ? ServiceLimits.DefaultStaticPort : ServiceLimits.DefaultPort);
        if (port is < 1 or > 65535)
        {
            Add("port", $"{port} is out of range", "Use 1 to 65535.");
        }

        return port;
    }

    private int Amount(string argument, string? text, Func<string, int?> parse, int byDefault, int min, int max, string range)
    {
        var amount = text is null ? byDefault : parse(text);
        if (amount is null)
        {
            Add(argument, $"'{Shown(text!)}' is no amount", $"Use {range}.");
        }
        else if (amount < min || amount > max)
        {
            Add(argument, $"'{Shown(text!)}' is outside the limits", $"Use {range}.");
        }

        return amount ?? byDefault;
    }

    private string? Command(string argument, string? command)
    {
        if (command is { Length: > ServiceLimits.MaxCommandLength } || command?.Any(c => char.IsControl(c) && c is not '\t') == true)
        {
            Add(argument, "is too long or holds control characters", $"One line of at most {ServiceLimits.MaxCommandLength} characters.");
        }

        return string.IsNullOrWhiteSpace(command) ? null : command;
    }

    private string? RelativePath(string argument, string? path)
    {
        if (string.IsNullOrWhiteSpace(path) || path is "." or "./")
        {
            return null;
        }

        var parts = path.Split('/');
        if (path.Length > ServiceLimits.MaxPathLength || path[0] == '/' || parts.Contains("..") || path.Any(char.IsControl) || path.Contains('\\', StringComparison.Ordinal))
        {
            Add(argument, $"'{Shown(path)}' is no path inside the repo", "Use a relative path without '..', for example dist.");
        }

        return string.Join('/', parts.Where(p => p is not ("" or ".")));
    }

    private List<EnvVar> EnvVars()
    {
        var given = request.EnvVars ?? [];
        if (given.Count > ServiceLimits.MaxEnvVars)
        {
            Add("env_vars", $"{given.Count} are too many", $"At most {ServiceLimits.MaxEnvVars}.");
        }

        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (key, value) in given.Take(ServiceLimits.MaxEnvVars))
        {
            CheckEnvVar(key, value, seen);
        }

        return [.. given.Where(v => v.Key is not null && v.Value is not null).Select(v => new EnvVar(v.Key, new Sensitive(v.Value)))];
    }

    private void CheckEnvVar(string? key, string? value, HashSet<string> seen)
    {
        if (!EnvVarName.IsValid(key))
        {
            Add("env_vars", $"'{Shown(key ?? "")}' is no identifier", $"A key is {EnvVarName.Rule}.");
        }
        else if (EnvVarName.IsReserved(key!))
        {
            Add("env_vars", $"{key} is set by the platform", "Use the port argument instead.");
        }
        else if (!seen.Add(key!))
        {
            Add("env_vars", $"{key} is given twice", "Give each key once.");
        }

        if (value is null || value.Length > ServiceLimits.MaxEnvValueLength || value.Contains('\0', StringComparison.Ordinal))
        {
            Add("env_vars", $"the value of '{Shown(key ?? "")}' is missing, too long or holds a NUL", $"At most {ServiceLimits.MaxEnvValueLength} characters of text.");
        }
    }

    private void Add(string argument, string problem, string mend) => _errors.Add(new ArgumentError(argument, problem, mend));

    /// <summary>What came in, short enough and clean enough to be shown again.</summary>
    private static string Shown(string value)
        => new([.. value.Take(80).Select(c => char.IsControl(c) ? '?' : c)]);

    [GeneratedRegex(@"^(?![-/.])[A-Za-z0-9._/@+-]+(?<![/.])\z", RegexOptions.CultureInvariant)]
    private static partial Regex BranchName();
}
