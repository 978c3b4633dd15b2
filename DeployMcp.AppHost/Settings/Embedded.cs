using DeployMcp.AppHost.Postgres;
using DeployMcp.AppHost.Startup;

namespace DeployMcp.AppHost.Settings;

/// <summary>The embedded platform's place on this machine: its directories, ports, secrets and database.</summary>
/// <param name="Cluster">Null where PostgreSQL runs as a container.</param>
/// <param name="HasAgent">Services run on this machine; else in the cluster that <c>Runtime:Kind</c> chooses.</param>
/// <param name="ServiceUrl">A service's address; <c>{host}</c> stands for its label.</param>
internal sealed record Embedded(
    DataDirectory Data, Ports Ports, Secrets Secrets, InstanceLock Lock, LocalCluster? Cluster, bool HasAgent, string ServiceUrl) : IDisposable
{
    /// <summary>Upstream takes the dashboard's switch before there is any configuration, hence from the environment.</summary>
    public static DistributedApplicationOptions Options(string[] args) => new()
    {
        Args = args,
        DisableDashboard = string.Equals(Environment.GetEnvironmentVariable("Dashboard__Enabled"), "false", StringComparison.OrdinalIgnoreCase),
    };

    /// <summary>Looks at everything that could keep the platform from starting. Null after the reason has been said.</summary>
    public static Embedded? Prepare(IDistributedApplicationBuilder builder)
    {
        InstanceLock? instance = null;
        try
        {
            var data = DataDirectory.Open(builder.Configuration["DEPLOYMCP_DATA"]);
            instance = InstanceLock.Take(data);
            var ports = Ports.From(builder.Configuration);
            DashboardSettings.Apply(builder.Configuration, ports);
            SaveFileWatchers();
            var hasAgent = ServiceAddress.IsOnThisMachine(builder.Configuration);
            PortCheck.RequireFree(ports.Needed(hasAgent), patience: instance.PreviousDied ? TimeSpan.FromSeconds(30) : TimeSpan.Zero);
            var secrets = Secrets.LoadOrCreate(data);
            return new Embedded(
                data, ports, secrets, instance, PostgresChoice.Prepare(builder.Configuration, data, secrets), hasAgent, ServiceAddress.Of(builder.Configuration, ports));
        }
        catch (StartupException e)
        {
            instance?.Dispose();
            Console.Error.WriteLine($"Deploy MCP can't start: {e.Message}");
            return null;
        }
    }

    public void Dispose() => Lock.Dispose();

    /// <summary>
    /// Each host watches its settings files, which never change while the platform runs. A user has 128 such watchers on Linux,
    /// and editors need many of them. The parts inherit this.
    /// </summary>
    private static void SaveFileWatchers() => Environment.SetEnvironmentVariable("DOTNET_hostBuilder__reloadConfigOnChange", "false");
}
