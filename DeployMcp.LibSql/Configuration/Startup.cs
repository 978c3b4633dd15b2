using Microsoft.AspNetCore.Connections;

namespace DeployMcp.LibSql.Configuration;

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
            return await RefuseAsync($"{e.Message} Stop what uses it, or set another LibSql:Port or LibSql:AdminPort.");
        }
        catch (DataDirectoryException e)
        {
            return await RefuseAsync(e.Message);
        }
    }
}

/// <summary>The data directory can't be used; the message says why.</summary>
internal sealed class DataDirectoryException(string message, Exception? cause = null) : Exception(message, cause);
