using System.Text.Json;
using DeployMcp.Domain.Resources;
using DeployMcp.Domain.Validation;
using DeployMcp.Server.Resources;

namespace DeployMcp.Server.Mcp;

/// <summary>create_resource's own rules, held against the arguments that fit in form while others do not.</summary>
internal sealed class CreateResourceRules(CreateResource createResource) : IToolArgumentRules
{
    public string Tool => "create_resource";

    public IReadOnlyList<ArgumentError> Check(IDictionary<string, JsonElement> arguments) => createResource.Validate(new ResourceRequest(
        arguments.Text("name"),
        arguments.Text("type"),
        arguments.Text("size"),
        arguments.Text("region"),
        ResourceTools.Secret(arguments.Text("url")),
        ResourceTools.Secret(arguments.Text("auth_token"))));
}
