using System.Net;
using DeployMcp.Agent.Processes;

namespace DeployMcp.Agent.Containers;

/// <summary>Waits for a container's end, over restarts of the engine.</summary>
internal sealed class ContainerExit(EngineClient engine, TimeProvider time)
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(250);

    /// <returns>Its exit code; null when the engine doesn't know it any more.</returns>
    public async Task<int?> WaitAsync(string container, int pid, ulong startTicks)
    {
        while (true)
        {
            try
            {
                return await engine.WaitAsync(container, CancellationToken.None);
            }
            catch (EngineRefusalException e) when (e.Status == HttpStatusCode.NotFound)
            {
                return null;
            }
            catch (Exception e) when (e is HttpRequestException or IOException or EngineRefusalException)
            {
                if (ProcessTable.Find(pid) is not { IsAlive: true } found || found.StartTicks != startTicks)
                    return null;
            }

            await Task.Delay(Pause, time);
        }
    }
}
