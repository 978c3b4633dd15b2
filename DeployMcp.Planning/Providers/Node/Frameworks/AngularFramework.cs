using System.Text.Json;
using System.Text.Json.Nodes;
using DeployMcp.Planning.Plans;

namespace DeployMcp.Planning.Providers.Node.Frameworks;

/// <summary>Angular: angular.json says where the build goes and whether it holds a server.</summary>
internal static class AngularFramework
{
    public static Framework? Of(NodeProject project)
    {
        if (!project.DependsOn("@angular/core") || !project.DependsOn("@angular/cli"))
        {
            return null;
        }

        var (output, hasServer) = Output(project.Source.Read("angular.json"), project.Package!.Name);
        var angular = new Framework("Angular", "package.json depends on @angular/core")
        {
            Build = "ng build",
            Node = Framework.MaintainedNode,
            BuildEnvironment = new Dictionary<string, string>(StringComparer.Ordinal) { ["NG_CLI_ANALYTICS"] = "false" },
        };
        return hasServer
            ? angular with { Name = "Angular, server-side rendering", Start = $"node {output}/server/server.mjs" }
            : angular with { Site = new SiteOutput([$"{output}/browser", output], SinglePageApp: true) };
    }

    private static (string Output, bool HasServer) Output(string? angularJson, string packageName)
    {
        try
        {
            var projects = JsonNode.Parse(angularJson ?? "{}", null, new JsonDocumentOptions { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true })?["projects"] as JsonObject;
            var project = projects?.FirstOrDefault(p => (string?)p.Value?["projectType"] == "application");
            var options = (project?.Value?["architect"] ?? project?.Value?["targets"])?["build"]?["options"];
            var path = options?["outputPath"] is JsonObject parts ? (string?)parts["base"] : (string?)options?["outputPath"];
            return (ConfigText.Inside(path ?? $"dist/{project?.Key ?? packageName}") ?? "dist", options?["ssr"] is { } ssr && ssr.GetValueKind() != JsonValueKind.False && (string?)options["outputMode"] != "static");
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // The Angular CLI will say what is wrong with it, in the build's log.
            return ("dist", false);
        }
    }
}
