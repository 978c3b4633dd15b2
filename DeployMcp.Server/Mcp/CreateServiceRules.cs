using System.Text.Json;
using DeployMcp.Domain.Services;
using DeployMcp.Domain.Validation;
using DeployMcp.Server.Services;

namespace DeployMcp.Server.Mcp;

/// <summary>create_service's own rules, held against the arguments that fit in form while others do not.</summary>
internal sealed class CreateServiceRules(CreateService createService) : IToolArgumentRules
{
    public string Tool => "create_service";

    public IReadOnlyList<ArgumentError> Check(IDictionary<string, JsonElement> arguments) => createService.Validate(new ServiceRequest(
        arguments.Text("repo"),
        arguments.Text("name"),
        arguments.Text("host"),
        arguments.Text("branch"),
        arguments.Text("project"),
        arguments.Text("build_pack"),
        arguments.Number("port"),
        arguments.TryGetValue("env_vars", out var variables) ? Pairs(variables.Deserialize(ResultJson.Default.ListEnvVarArgument)) : null,
        arguments.Text("memory"),
        arguments.Text("cpu"),
        arguments.Text("install_command"),
        arguments.Text("build_command"),
        arguments.Text("start_command"),
        arguments.Text("publish_directory"),
        arguments.Text("root_directory"),
        arguments.Texts("resources")));

    public static IReadOnlyList<KeyValuePair<string, string>>? Pairs(IEnumerable<EnvVarArgument>? variables)
        => variables is null ? null : [.. variables.Select(v => KeyValuePair.Create(v.Key, v.Value))];
}
