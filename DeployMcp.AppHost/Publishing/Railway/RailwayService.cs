using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace DeployMcp.AppHost.Publishing.Railway;

/// <summary>A binary of the product plane as a Railway service: its configuration file, its image, its variables.</summary>
internal static class RailwayService
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    /// <param name="binary">The service.</param>
    /// <param name="beforeDeploy">What runs to its end before a new version starts.</param>
    public static IEnumerable<KeyValuePair<string, string>> Files(Binary binary, Binary? beforeDeploy)
    {
        var directory = $"infra/railway/{binary.Name}";
        yield return new($"{directory}/railway.json", Configuration(binary, directory, beforeDeploy).ToJsonString(Indented) + "\n");
        yield return new($"{directory}/Dockerfile", GeneratedFiles.Notice + Dockerfile(binary));
        yield return new($"{directory}/variables.env", GeneratedFiles.Notice + Variables(binary));
    }

    private static JsonObject Configuration(Binary binary, string directory, Binary? beforeDeploy)
    {
        var deploy = new JsonObject
        {
            ["healthcheckPath"] = "/health",
            ["healthcheckTimeout"] = 120,
            ["restartPolicyType"] = "ALWAYS",
            // The old version answers until the new one is known to every edge, then ends its calls.
            ["overlapSeconds"] = 20,
            ["drainingSeconds"] = 30,
        };
        if (beforeDeploy is not null)
        {
            deploy.Insert(0, "preDeployCommand", new JsonArray($"dotnet {beforeDeploy.Assembly}.dll {string.Join(' ', beforeDeploy.Args)}"));
        }

        return new JsonObject
        {
            ["$schema"] = "https://railway.com/railway.schema.json",
            ["build"] = new JsonObject
            {
                ["builder"] = "DOCKERFILE",
                ["dockerfilePath"] = $"{directory}/Dockerfile",
                ["watchPatterns"] = new JsonArray("DeployMcp.*/**", "compat/**", "Directory.*", "global.json", $"{directory}/**"),
            },
            ["deploy"] = deploy,
        };
    }

    private static string Dockerfile(Binary binary) => $"""
        FROM mcr.microsoft.com/dotnet/sdk:10.0 AS build
        WORKDIR /source
        COPY . .
        RUN dotnet publish {binary.Assembly} --configuration Release --output /app

        FROM mcr.microsoft.com/dotnet/aspnet:10.0-noble-chiseled
        WORKDIR /app
        COPY --from=build /app .
        USER 1654
        ENTRYPOINT ["dotnet", "{binary.Assembly}.dll"]

        """;

    private static string Variables(Binary binary)
    {
        var known = binary.Variables.Where(v => v.Text is not null).Select(v => $"{v.Name}={v.Text}\n");
        var supplied = binary.Variables.Where(v => v.Text is null).Select(v => $"{v.Name}=\n");
        var port = binary.Port!.Value.ToString(CultureInfo.InvariantCulture);
        return $"# Railway asks the health check on PORT.\nPORT={port}\n{string.Concat(known)}\n# To be sealed in the service's variables.\n{string.Concat(supplied)}";
    }
}
