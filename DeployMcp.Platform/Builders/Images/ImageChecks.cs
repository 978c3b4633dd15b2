using DeployMcp.Domain.Failures;
using DeployMcp.Planning.Containers;

namespace DeployMcp.Platform.Builders.Images;

/// <summary>Whether an image that was built can be run here at all.</summary>
internal static class ImageChecks
{
    /// <returns>Null when nothing speaks against it.</returns>
    public static DeploymentFailureException? Find(ImageBuild plan, BuiltImage image, DockerClient engine, int maxMiB)
    {
        if (!image.StartsSomething && plan.Command is null)
        {
            return new DeploymentFailureException(
                FailureCode.ImageRejected,
                "The image says nothing to start: neither CMD nor ENTRYPOINT.",
                $"docker image inspect: Config.Cmd and Config.Entrypoint are empty. Built from {plan.Dockerfile}.",
                $"End the {plan.Dockerfile} with CMD [\"program\", \"argument\"] and push, or call update_service with a start_command.");
        }

        if (image.Architecture != engine.Architecture)
        {
            return new DeploymentFailureException(
                FailureCode.ImageRejected,
                $"The image is for {image.Architecture}, and this machine runs {engine.Architecture}.",
                $"docker image inspect: Architecture is {image.Architecture}. Built from {plan.Dockerfile}.",
                $"Leave out --platform in FROM, or name linux/{engine.Architecture}, and use base images that exist for it; then push.");
        }

        return image.Bytes > maxMiB * 1024L * 1024L
            ? new DeploymentFailureException(
                FailureCode.QuotaExceeded,
                $"The image takes {image.Bytes / (1024 * 1024)} MiB; at most {maxMiB} MiB are kept.",
                null,
                "Make it smaller: a slimmer base image, a second stage that copies only what runs, a .dockerignore; then push.")
            : null;
    }
}
