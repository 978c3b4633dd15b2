using System.Globalization;
using Microsoft.Extensions.Logging;

namespace DeployMcp.Platform.Builders.Images;

/// <summary>Keeps BuildKit's cache within its limit, after a build and at most once an hour.</summary>
public sealed partial class BuildCacheLimit(DockerEngine engine, ContainerOptions options, TimeProvider time, ILogger<BuildCacheLimit> logger)
{
    private static readonly TimeSpan Interval = TimeSpan.FromHours(1);
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    private long? _last;

    /// <summary>What it can't do now it does after a later build: no build fails because of it.</summary>
    internal async Task EnforceAsync(DockerClient client, CancellationToken cancellationToken)
    {
        if (options.MaxBuildCacheMiB <= 0 || (_last is { } last && time.GetElapsedTime(last) < Interval))
        {
            return;
        }

        _last = time.GetTimestamp();
        try
        {
            var limit = string.Create(CultureInfo.InvariantCulture, $"{options.MaxBuildCacheMiB * 1024L * 1024L}");
            var answer = await engine.Process.AskAsync(client.Program, ["builder", "prune", "--force", "--keep-storage", limit], Patience, cancellationToken);
            if (!answer.Succeeded)
            {
                LogFailed(answer.Problem);
            }
        }
        catch (TimeoutException e)
        {
            LogFailed(e.Message);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The container engine's build cache could not be held to its limit: {Problem}")]
    private partial void LogFailed(string problem);
}
