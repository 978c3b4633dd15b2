using System.Text.Json;
using DeployMcp.AppHost.Settings;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace DeployMcp.AppHost.Startup;

internal static class AnnouncementExtensions
{
    /// <summary>Once all of them are healthy: one block on the console, and <c>connection.json</c> in the data directory.</summary>
    public static void AnnounceWhenReady(this IDistributedApplicationBuilder builder, Embedded embedded, params IResourceBuilder<IResource>[] resources)
        => builder.Services.AddHostedService(services => new Announcement(
            embedded, [.. resources.Select(r => r.Resource.Name)], services.GetRequiredService<ResourceNotificationService>()));
}

/// <summary>Says how to connect, when connecting works.</summary>
internal sealed class Announcement(Embedded embedded, IReadOnlyList<string> resources, ResourceNotificationService notifications) : BackgroundService
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        foreach (var resource in resources)
        {
            await notifications.WaitForResourceHealthyAsync(resource, stoppingToken);
        }

        var connection = Connection.Of(embedded);
        Secrets.WritePrivately(embedded.Data.FileNamed("connection.json"), JsonSerializer.Serialize(connection, Json));
        Console.WriteLine(connection.ToBlock(embedded.Data.FileNamed("connection.json")));
    }
}
