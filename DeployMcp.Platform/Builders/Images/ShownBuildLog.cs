namespace DeployMcp.Platform.Builders.Images;

/// <summary>A build's log without BuildKit's digests and transfer counts.</summary>
internal sealed class ShownBuildLog(IBuildLog log) : IBuildLog
{
    public void Write(string line)
    {
        if (BuildKitOutput.IsShown(line))
        {
            log.Write(line);
        }
    }
}
