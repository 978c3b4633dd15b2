using DeployMcp.Domain.Services;
using DeployMcp.Planning.Containers;

namespace DeployMcp.Platform.Builders.BuildKit;

/// <summary>What BuildKit is given to build a service.</summary>
/// <param name="Directory">Absolute: where <paramref name="File"/> is.</param>
/// <param name="Context">Absolute.</param>
/// <param name="Frontend">Null for the Dockerfile's.</param>
/// <param name="Secrets">Content by secret's id.</param>
/// <param name="Image">The user's Dockerfile, or how our own is spoken of in failures.</param>
/// <param name="IsGenerated">By us, from the plan.</param>
internal sealed record BuildRecipe(
    string Directory, string File, string Context, string? Frontend, IReadOnlyList<EnvVar> Secrets, ImageBuild Image, bool IsGenerated);
