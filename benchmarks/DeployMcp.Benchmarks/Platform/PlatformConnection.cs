namespace DeployMcp.Benchmarks.Platform;

/// <summary>What the platform's <c>connection.json</c> says.</summary>
/// <param name="EdgeUrl">With <c>{name}</c> where the service's name goes.</param>
public sealed record PlatformConnection(string McpUrl, string ApiKey, string GitUrl, string EdgeUrl);
