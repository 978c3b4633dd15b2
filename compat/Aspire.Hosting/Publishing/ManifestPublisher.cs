using System.Text.Json;
using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Aspire.Hosting.Publishing;

/// <summary>Writes the application's description to <c>--output-path</c> and ends the AppHost; no resource is started.</summary>
internal sealed partial class ManifestPublisher(
    IServiceProvider services,
    DistributedApplicationExecutionContext executionContext,
    DistributedApplicationModel model,
    Eventing.IDistributedApplicationEventing eventing,
    IConfiguration configuration,
    IHostApplicationLifetime lifetime,
    ILogger<ManifestPublisher> logger) : IHostedService
{
    private const string FileName = "aspire-manifest.json";

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        if (!string.Equals(executionContext.PublisherName, "manifest", StringComparison.OrdinalIgnoreCase))
        {
            throw new DistributedApplicationException(
                $"This implementation of Aspire.Hosting publishes manifests only; it has no publisher '{executionContext.PublisherName}'. "
                + "Use --publisher manifest, or build the AppHost with -p:UpstreamPackages=true.");
        }

        var path = PathOf(configuration["Publishing:OutputPath"]);
        await eventing.PublishAsync(new BeforeStartEvent(services, model), cancellationToken);
        var manifest = await WriteAsync(path, cancellationToken);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        await File.WriteAllBytesAsync(path, manifest, cancellationToken);
        LogPublished(logger, path);
        lifetime.StopApplication();
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private static string PathOf(string? output)
        => Path.GetFullPath(output switch
        {
            null or "" => throw new DistributedApplicationException(
                "The '--output-path [path]' option was not specified even though manifest publishing was requested."),
            _ when output.EndsWith(".json", StringComparison.OrdinalIgnoreCase) => output,
            _ => Path.Combine(output, FileName),
        });

    /// <summary>Into memory first: an application that can't be described leaves the file as it was.</summary>
    private async Task<byte[]> WriteAsync(string path, CancellationToken cancellationToken)
    {
        using var stream = new MemoryStream();
        await using (var writer = new Utf8JsonWriter(stream, new JsonWriterOptions { Indented = true }))
        {
            await new ManifestPublishingContext(executionContext, path, writer, cancellationToken).WriteModelAsync(model);
        }

        return stream.ToArray();
    }

    [LoggerMessage(LogLevel.Information, "Published manifest to: {Path}")]
    private static partial void LogPublished(ILogger logger, string path);
}
