using System.Diagnostics;
using DeployMcp.Data.Services;
using DeployMcp.Data.Sql;
using DeployMcp.Domain.Identity;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace DeployMcp.Benchmarks.ListServices;

/// <summary>
/// The statement behind list_services, taken from the product's own store while it runs it: the peers can't fall behind it.
/// </summary>
internal static class ProductQuery
{
    private const string Parameter = "@userId";

    /// <summary>With the user's id as its only parameter, <c>$1</c>.</summary>
    public static async Task<string> CaptureAsync(NpgsqlDataSource database, Guid userId)
    {
        new ServiceCollection().AddDataStores();
        var statements = new List<string>();
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == "Npgsql",
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
            ActivityStopped = activity => statements.Add(activity.GetTagItem("db.query.text") as string ?? ""),
        };
        ActivitySource.AddActivityListener(listener);
        await new ServiceStore(database).ListAsync(new UserId(userId));
        return statements.Single(s => s.Contains(Parameter, StringComparison.Ordinal)).Replace(Parameter, "$1", StringComparison.Ordinal);
    }
}
