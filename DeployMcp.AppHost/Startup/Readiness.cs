namespace DeployMcp.AppHost.Startup;

/// <summary>Whether every part of the platform has been healthy once.</summary>
internal sealed class Readiness
{
    private volatile bool _hasBeenReached;

    public bool HasBeenReached => _hasBeenReached;

    public void Reach() => _hasBeenReached = true;
}
