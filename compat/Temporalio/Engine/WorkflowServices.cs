using Microsoft.Extensions.Logging;
using Temporalio.Client;
using Temporalio.Engine.Postgres;

namespace Temporalio.Engine;

/// <summary>Chooses the engine by the form of the target host.</summary>
internal static class WorkflowServices
{
    /// <exception cref="InvalidOperationException">There is no target host, or it names a Temporal server.</exception>
    public static IWorkflowService ForTarget(TemporalConnectionOptions options, ILoggerFactory loggerFactory)
    {
        var target = options.TargetHost;
        if (string.IsNullOrWhiteSpace(target))
            throw new InvalidOperationException("TargetHost is required: host:port of a Temporal server, or a PostgreSQL connection string.");

        return IsPostgres(target)
            ? PostgresWorkflowService.For(target, loggerFactory)
            : throw new InvalidOperationException(
                $"\"{target}\" is the address of a Temporal server, whose gRPC protocol needs Temporal's own package: build with -p:UpstreamPackages=true. "
                + "For the embedded engine give a PostgreSQL connection string (Host=…;Database=… or postgres://…).");
    }

    private static bool IsPostgres(string target)
        => target.Contains('=', StringComparison.Ordinal)
            || target.StartsWith("postgres://", StringComparison.OrdinalIgnoreCase)
            || target.StartsWith("postgresql://", StringComparison.OrdinalIgnoreCase);
}
