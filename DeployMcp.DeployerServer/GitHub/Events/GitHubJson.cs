using System.Text.Json.Serialization;

namespace DeployMcp.DeployerServer.GitHub.Events;

/// <summary>GitHub's payloads, as far as they are used.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(PushEvent))]
[JsonSerializable(typeof(RepositoryEvent))]
[JsonSerializable(typeof(InstallationEvent))]
internal sealed partial class GitHubJson : JsonSerializerContext;

/// <summary>What of them is stored.</summary>
[JsonSerializable(typeof(PushFacts))]
[JsonSerializable(typeof(RepositoryMove))]
[JsonSerializable(typeof(InstallationChange))]
internal sealed partial class FactsJson : JsonSerializerContext;
