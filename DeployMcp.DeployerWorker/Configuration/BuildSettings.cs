using DeployMcp.Platform.Builders;

namespace DeployMcp.DeployerWorker.Configuration;

internal static class BuildSettings
{
    /// <exception cref="InvalidOperationException">A directory is missing, or a limit leaves no room for anything.</exception>
    public static BuildOptions Read(IConfiguration configuration)
    {
        var options = configuration.GetSection("Build").Get<BuildOptions>() ?? new BuildOptions();
        Require(options.WorkDirectory, nameof(options.WorkDirectory), "a directory for builds in progress");
        Require(options.ArtifactDirectory, nameof(options.ArtifactDirectory), "the directory of releases, which is the node agent's too");
        Require(options.CacheDirectory, nameof(options.CacheDirectory), "a directory for installed dependencies");
        if (options.Concurrency < 1 || options.TimeLimit <= TimeSpan.Zero)
        {
            throw new InvalidOperationException("Build:Concurrency and Build:TimeLimit must be greater than zero.");
        }

        return options;
    }

    private static void Require(string value, string name, string meaning)
    {
        if (!Path.IsPathFullyQualified(value))
        {
            throw new InvalidOperationException($"Build:{name} must be set to {meaning}, as an absolute path.");
        }
    }
}
