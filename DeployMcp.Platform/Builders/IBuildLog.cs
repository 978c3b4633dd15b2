namespace DeployMcp.Platform.Builders;

/// <summary>Where a build's lines go, as they come, already without secrets and control sequences.</summary>
public interface IBuildLog
{
    void Write(string line);
}
