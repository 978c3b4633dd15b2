using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Lifecycle;
using Aspire.Hosting.Orchestration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Aspire.Hosting.Dashboard;

internal static class DashboardServices
{
    public static void AddDashboard(this IServiceCollection services)
    {
        services.AddSingleton<DashboardTool>();
        services.AddSingleton<DashboardLauncher>();
        services.AddSingleton<IDistributedApplicationEventingSubscriber>(p => p.GetRequiredService<DashboardLauncher>());
        services.AddHealthChecks().Add(new HealthCheckRegistration(
            DashboardLauncher.HealthCheck,
            p => new HttpHealthCheck(
                () => p.GetRequiredService<DistributedApplicationModel>().Resources.OfType<DashboardResource>().Single().GetEndpoint("http"),
                "/",
                statusCode: null),
            failureStatus: null,
            tags: null));
    }
}
