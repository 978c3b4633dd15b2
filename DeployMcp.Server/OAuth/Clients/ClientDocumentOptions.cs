namespace DeployMcp.Server.OAuth.Clients;

/// <summary><c>OAuth:AllowLoopbackClientDocuments</c>: clients on this very machine, over http. For tests and for building a client.</summary>
internal static class ClientDocumentOptions
{
    private const string Setting = "OAuth:AllowLoopbackClientDocuments";

    public static bool AllowsLoopback(IConfiguration configuration) => configuration.GetValue<bool>(Setting);

    /// <exception cref="InvalidOperationException">It is set where strangers can reach the server.</exception>
    public static void Check(IConfiguration configuration, IHostEnvironment environment)
    {
        if (AllowsLoopback(configuration) && !environment.IsDevelopment())
        {
            throw new InvalidOperationException($"{Setting} lets strangers reach this machine's own services: it is for Development only. Remove it.");
        }
    }
}
