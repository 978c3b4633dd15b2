using DeployMcp.Agent.State;
using Microsoft.AspNetCore.Connections;

namespace DeployMcp.Agent.Configuration;

/// <summary>Whatever an operator can mend is one sentence on standard error, not a stack trace.</summary>
internal static class Startup
{
    public static async Task<int> RefuseAsync(string problem)
    {
        await Console.Error.WriteLineAsync(problem);
        return 1;
    }

    public static async Task<int> RunAsync(WebApplication app)
    {
        try
        {
            await app.RunAsync();
            return 0;
        }
        catch (IOException e) when (e.InnerException is AddressInUseException)
        {
            return await RefuseAsync($"{e.Message} Stop what uses it, or set another Agent:ApiPort or Edge:Port.");
        }
        catch (DataDirectoryException e)
        {
            return await RefuseAsync(e.Message);
        }
    }
}
