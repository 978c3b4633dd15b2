namespace DeployMcp.Platform.Runtimes;

/// <summary>Removes what a runtime keeps for nobody. Called now and then; never while another run of it is under way.</summary>
public interface IRuntimeSweep
{
    /// <exception cref="HttpRequestException">The runtime can't be reached.</exception>
    Task RunAsync(CancellationToken cancellationToken);
}
