using System.Reflection;
using System.Text.Json;
using Microsoft.Extensions.AI;
using ModelContextProtocol.Server;

namespace DeployMcp.Server.Mcp;

/// <summary>The tools of this server, made from the methods of its tool classes.</summary>
internal static class ToolCatalog
{
    private static readonly Type[] ToolClasses = [typeof(IdentityTools), typeof(RepoTools), typeof(ServiceTools), typeof(ReleaseTools), typeof(ResourceTools)];

    private static JsonSerializerOptions Json { get; } = MakeJson();

    private static McpServerToolCreateOptions Options { get; } = new() { SerializerOptions = Json, SchemaCreateOptions = ToolSchema.Compact };

    public static IReadOnlyList<McpServerTool> All { get; } =
    [
        .. from type in ToolClasses
           from method in type.GetMethods(BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly)
           let attribute = method.GetCustomAttribute<McpServerToolAttribute>()
           where attribute is not null
           select new AnsweringTool(McpServerTool.Create(method, request => request.Services!.GetRequiredService(type), Options), SchemaOf(attribute.OutputSchemaType!)),
    ];

    public static IServiceCollection AddToolClasses(this IServiceCollection services)
        => ToolClasses.Aggregate(services, (all, type) => all.AddSingleton(type));

    /// <summary>Made from what writes the result, so that the two agree on each name.</summary>
    private static JsonElement SchemaOf(Type result)
        => AIJsonUtilities.CreateJsonSchema(result, serializerOptions: ResultJson.Default.Options, inferenceOptions: ToolSchema.Compact);

    private static JsonSerializerOptions MakeJson()
    {
        var options = new JsonSerializerOptions(ResultJson.Default.Options);
        options.TypeInfoResolverChain.Add(ModelContextProtocol.McpJsonUtilities.DefaultOptions.TypeInfoResolver!);
        options.MakeReadOnly();
        return options;
    }
}
