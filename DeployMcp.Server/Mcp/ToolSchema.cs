using System.Text.Json.Nodes;
using Microsoft.Extensions.AI;

namespace DeployMcp.Server.Mcp;

/// <summary>
/// Makes generated schemas short: agents pay for them in every conversation. An optional member is one that may be left out,
/// so neither "or null" nor a default of null is said.
/// </summary>
internal static class ToolSchema
{
    public static AIJsonSchemaCreateOptions Compact { get; } = new() { TransformSchemaNode = Shorten };

    private static JsonNode Shorten(AIJsonSchemaCreateContext context, JsonNode schema)
    {
        if (schema is not JsonObject node)
        {
            return schema;
        }

        var isNullMeant = context.PropertyInfo?.AttributeProvider?.IsDefined(typeof(NullMeansAttribute), inherit: false) == true;
        if (node["type"] is JsonArray types && !isNullMeant)
        {
            var single = types.Select(t => t!.GetValue<string>()).First(t => t != "null");
            node["type"] = single;
        }

        if (node.TryGetPropertyValue("default", out var byDefault) && byDefault is null)
        {
            node.Remove("default");
        }

        if (node["enum"] is JsonArray values)
        {
            foreach (var nothing in values.Where(v => v is null).ToArray())
            {
                values.Remove(nothing);
            }
        }

        return node;
    }
}
