using DeployMcp.Domain.Failures;
using DeployMcp.Planning.Plans;
using DeployMcp.Planning.Source;

namespace DeployMcp.Planning.Containers;

/// <summary>build_pack dockerfile: the repo's own Dockerfile says how it is built, and the image how it is run.</summary>
internal static class DockerfilePlanner
{
    /// <summary>In the order in which they are taken, as Docker and Podman know them.</summary>
    private static readonly string[] Names = ["Dockerfile", "Containerfile"];

    public static string? FileOf(SourceTree source) => source.FirstOf(Names);

    /// <param name="source">Below the root directory already.</param>
    /// <exception cref="DeploymentFailureException">There is no Dockerfile, or nothing in it to build.</exception>
    public static BuildPlan Plan(SourceTree source, PlanSettings settings)
    {
        var file = FileOf(source) ?? throw NoDockerfile(source, settings);
        var dockerfile = new Dockerfile(source.Read(file) ?? throw Unreadable(file));
        if (!dockerfile.HasStages)
        {
            throw new DeploymentFailureException(
                FailureCode.BuildFailed, $"The {file} holds no FROM instruction, so there is nothing to build.", null, $"Begin the {file} with FROM and push.");
        }

        var image = new ImageBuild(
            file,
            dockerfile.BaseImages,
            dockerfile.Arguments,
            dockerfile.Secrets,
            dockerfile.ExposedPorts is [var port, ..] ? port : null,
            settings.StartCommand is { } start ? ["sh", "-c", start] : null)
        {
            Frontend = dockerfile.Frontend,
        };
        return new BuildPlan(
            "Dockerfile", [.. Reasons(image, settings)], [], settings.RootDirectory ?? "", null, null, null, null, new Dictionary<string, string>(StringComparer.Ordinal))
        {
            Image = image,
        };
    }

    private static IEnumerable<string> Reasons(ImageBuild image, PlanSettings settings)
    {
        yield return $"Builds {image.Dockerfile} because build_pack is dockerfile";
        if (image.BaseImages.Count > 0)
        {
            yield return $"Base images: {string.Join(", ", image.BaseImages)}";
        }

        yield return image.ExposedPort is { } port
            ? $"Expects the app on the port in PORT, or on {port}, which {image.Dockerfile} exposes"
            : $"Expects the app on the port in PORT; {image.Dockerfile} exposes none";
        if (settings.StartCommand is { } start)
        {
            yield return $"Starts with: {start}";
        }

        if (settings.InstallCommand is not null || settings.BuildCommand is not null || settings.PublishDirectory is not null)
        {
            yield return $"install_command, build_command and publish_directory are not used: {image.Dockerfile} says how it is built";
        }
    }

    private static DeploymentFailureException NoDockerfile(SourceTree source, PlanSettings settings)
    {
        var elsewhere = source.Files.Where(f => Names.Any(n => f.EndsWith("/" + n, StringComparison.Ordinal))).Take(5).ToList();
        return new DeploymentFailureException(
            FailureCode.NoProvider,
            "build_pack dockerfile needs a Dockerfile, and there is none.",
            $"Looked for {string.Join(" and ", Names)} in {settings.RootDirectory ?? "the repo's top level"}. {(elsewhere.Count > 0 ? $"There are: {string.Join(", ", elsewhere)}" : "There is none in the directories below it either.")}",
            elsewhere.Count > 0
                ? "Call update_service with root_directory set to the Dockerfile's directory, or push a Dockerfile here."
                : "Push a Dockerfile, or call update_service with build_pack railpack, which recognises the language.");
    }

    private static DeploymentFailureException Unreadable(string file) => new(
        FailureCode.BuildFailed,
        $"{file} can't be read: it is a symbolic link, or far too large.",
        null,
        $"Push {file} as a plain file.");
}
