using System.Text.Json;
using DeployMcp.AppHost.Settings;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace DeployMcp.AppHost.Startup;

internal static class AnnouncementExtensions
{
    /// <summary>Once all of them are healthy: one block on the console, and <c>connection.json</c> in the data directory.</summary>
    public static void AnnounceWhenReady(this IDistributedApplicationBuilder builder, Embedded embedded, params IResourceBuilder<IResource>[] resources)
        => builder.Services.AddSingleton<Readiness>().AddHostedService(services => new Announcement(
            embedded,
            [.. resources.Select(r => r.Resource.Name)],
            services.GetRequiredService<ResourceNotificationService>(),
            services.GetRequiredService<Readiness>(),
            services.GetRequiredService<IHostApplicationLifetime>()));
}

/// <summary>Says how to connect, when connecting works; when it can't, says which part failed and ends.</summary>
internal sealed class Announcement(
    Embedded embedded, IReadOnlyList<string> resources, ResourceNotificationService notifications, Readiness readiness, IHostApplicationLifetime lifetime)
    : BackgroundService
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            await Task.WhenAll(resources.Select(r => notifications.WaitForResourceHealthyAsync(r, WaitBehavior.StopOnResourceUnavailable, stoppingToken)));
        }
        catch (DistributedApplicationException e)
        {
            await Console.Error.WriteLineAsync($"Deploy MCP can't start: {e.Message} Its last lines stand above.");
            Environment.ExitCode = 1;
            lifetime.StopApplication();
            return;
        }

        readiness.Reach();
        var connection = Connection.Of(embedded);
        var file = embedded.Data.FileNamed("connection.json");
        Secrets.WritePrivately(file, JsonSerializer.Serialize(connection, Json));
        Console.WriteLine(connection.ToBlock(file, DashboardState()));
    }

    /// <summary>The dashboard comes up beside the platform, later or not at all.</summary>
    private string DashboardState()
    {
        if (!notifications.TryGetCurrentState(DashboardSettings.Resource, out var current))
        {
            return "  (switched off)";
        }

        var message = current.Snapshot.Properties.FirstOrDefault(p => p.Name == "message")?.Value;
        return message is null ? "" : $"  ({message})";
    }
}
