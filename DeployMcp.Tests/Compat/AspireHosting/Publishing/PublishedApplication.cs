using System.Text.Json.Nodes;
using Aspire.Hosting;

namespace DeployMcp.Tests.Compat.AspireHosting.Publishing;

/// <summary>An application that is described instead of run.</summary>
internal static class PublishedApplication
{
    /// <summary>The manifest's object <c>resources</c>. Projects get this repository's own AppHost as their file.</summary>
    public static async Task<JsonObject> ResourcesAsync(Action<IDistributedApplicationBuilder> describe)
    {
        var directory = Directory.CreateTempSubdirectory("deploymcp-manifest-");
        try
        {
            var builder = DistributedApplication.CreateBuilder(["--publisher", "manifest", "--output-path", directory.FullName]);
            describe(builder);
            await using var application = builder.Build();
            await application.RunAsync();
            var text = await File.ReadAllTextAsync(Path.Combine(directory.FullName, "aspire-manifest.json"));
            return JsonNode.Parse(text)!["resources"]!.AsObject();
        }
        finally
        {
            directory.Delete(recursive: true);
        }
    }
}
