using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;

namespace DeployMcp.ServiceDefaults.Startup;

/// <summary>Whatever an operator can mend is one sentence on standard error and exit code 1, not a stack trace.</summary>
public static class Refusal
{
    /// <returns>The exit code.</returns>
    public static async Task<int> SayAsync(string problem)
    {
        await Console.Error.WriteLineAsync(problem);
        return 1;
    }

    /// <summary>Serves until it is told to stop, unless its ports or its data directory are another's.</summary>
    /// <param name="portSettings">The settings that name its ports, as the sentence says them.</param>
    /// <returns>The exit code.</returns>
    public static async Task<int> RunOrRefuseAsync(this WebApplication app, string portSettings)
    {
        try
        {
            await app.RunAsync();
            return 0;
        }
        catch (IOException e) when (e.InnerException is AddressInUseException)
        {
            return await SayAsync($"{e.Message} Stop what uses it, or set another {portSettings}.");
        }
        catch (DataDirectoryException e)
        {
            return await SayAsync(e.Message);
        }
    }
}
