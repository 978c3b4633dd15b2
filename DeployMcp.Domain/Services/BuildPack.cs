using System.Text.Json;
using System.Text.Json.Serialization;

namespace DeployMcp.Domain.Services;

[JsonConverter(typeof(BuildPackConverter))]
public enum BuildPack
{
    /// <summary>The language is recognised and built by the matching provider.</summary>
    Railpack,

    /// <summary>The repository's own Dockerfile.</summary>
    Dockerfile,

    /// <summary>Files, built first if there is a build script.</summary>
    Static,
}

public static class BuildPacks
{
    /// <summary>As agents write it.</summary>
    public static string ToWire(this BuildPack pack) => pack switch
    {
        BuildPack.Railpack => "railpack",
        BuildPack.Dockerfile => "dockerfile",
        BuildPack.Static => "static",
        _ => throw new ArgumentOutOfRangeException(nameof(pack), pack, "No such build pack."),
    };
}

internal sealed class BuildPackConverter() : JsonStringEnumConverter<BuildPack>(JsonNamingPolicy.SnakeCaseLower);
