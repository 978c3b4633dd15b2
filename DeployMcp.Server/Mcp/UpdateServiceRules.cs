using System.Text.Json;
using DeployMcp.Domain.Services;
using DeployMcp.Domain.Validation;
using DeployMcp.Server.Services;

namespace DeployMcp.Server.Mcp;

/// <summary>update_service's own rules, held against the arguments that fit in form while others do not.</summary>
internal sealed class UpdateServiceRules : IToolArgumentRules
{
    public string Tool => "update_service";

    public IReadOnlyList<ArgumentError> Check(IDictionary<string, JsonElement> arguments) => UpdateService.Validate(new ServiceChange(
        Text(arguments, "branch"),
        Text(arguments, "build_pack"),
        arguments.TryGetValue("port", out var port) ? port.GetInt32() : null,
        arguments.TryGetValue("env_vars", out var variables) ? Pairs(variables.Deserialize(ResultJson.Default.ListEnvVarChange)) : null,
        Text(arguments, "memory"),
        Text(arguments, "cpu"),
        Text(arguments, "install_command"),
        Text(arguments, "build_command"),
        Text(arguments, "start_command"),
        Text(arguments, "publish_directory"),
        Text(arguments, "root_directory")));

    public static IReadOnlyList<KeyValuePair<string, string?>>? Pairs(IEnumerable<EnvVarChange>? variables)
        => variables is null ? null : [.. variables.Select(v => KeyValuePair.Create(v.Key, v.Value))];

    private static string? Text(IDictionary<string, JsonElement> arguments, string name)
        => arguments.TryGetValue(name, out var value) ? value.GetString() : null;
}
