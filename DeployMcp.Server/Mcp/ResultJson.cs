using System.Text.Json.Serialization;

namespace DeployMcp.Server.Mcp;

/// <summary>How results stand on the wire: snake_case, without nulls, written by generated code.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(WhoAmIResult))]
[JsonSerializable(typeof(RepoResult))]
[JsonSerializable(typeof(GitTokenResult))]
[JsonSerializable(typeof(ServiceResult))]
[JsonSerializable(typeof(DeployedService))]
[JsonSerializable(typeof(ListedServices))]
[JsonSerializable(typeof(ServiceListResult))]
[JsonSerializable(typeof(DeletionResult))]
[JsonSerializable(typeof(ResourceResult))]
[JsonSerializable(typeof(ListedResource))]
[JsonSerializable(typeof(ListedResources))]
[JsonSerializable(typeof(ResourceListResult))]
[JsonSerializable(typeof(ResourceDeletionResult))]
[JsonSerializable(typeof(List<string>))]
[JsonSerializable(typeof(List<EnvVarArgument>))]
[JsonSerializable(typeof(List<EnvVarChange>))]
[JsonSerializable(typeof(string))]
[JsonSerializable(typeof(int?))]
[JsonSerializable(typeof(bool?))]
internal sealed partial class ResultJson : JsonSerializerContext;
