using System.Globalization;
using DeployMcp.Domain.Identity;
using DeployMcp.Planning.Kubernetes;
using DeployMcp.Planning.Runtime;
using k8s;
using Microsoft.Extensions.Logging;

namespace DeployMcp.Platform.Runtimes.Kubernetes.Logs;

/// <summary>A service's last lines from Loki, which keeps those of pods that are gone; from the API server when Loki isn't there.</summary>
internal sealed partial class ClusterLogs(IKubernetes client, LokiClient? loki, ILogger<ClusterLogs> logger)
{
    public async Task<IReadOnlyList<RuntimeLogLine>> TailAsync(string space, ServiceId service, int lines, CancellationToken cancellationToken)
    {
        if (loki is not null)
        {
            try
            {
                return await loki.TailAsync(space, service, lines, cancellationToken);
            }
            catch (HttpRequestException e)
            {
                LogFallback(e);
            }
        }

        return await FromPodsAsync(space, service, lines, cancellationToken);
    }

    private async Task<IReadOnlyList<RuntimeLogLine>> FromPodsAsync(string space, ServiceId service, int lines, CancellationToken cancellationToken)
    {
        var pods = await ClusterErrors.RunAsync(() => client.CoreV1.ListNamespacedPodAsync(
            space, labelSelector: OwnerLabels.SelectorOf(service), cancellationToken: cancellationToken));
        var all = new List<RuntimeLogLine>();
        foreach (var pod in pods.Items.Where(p => p.Status?.ContainerStatuses?.Any(c => c.State?.Waiting is null || c.RestartCount > 0) == true))
        {
            all.AddRange(await ClusterErrors.FindAsync(() => ReadAsync(space, pod.Metadata.Name, lines, cancellationToken)) ?? []);
        }

        return [.. all.OrderBy(l => l.At).TakeLast(lines)];
    }

    private async Task<List<RuntimeLogLine>> ReadAsync(string space, string pod, int lines, CancellationToken cancellationToken)
    {
        using var stream = await client.CoreV1.ReadNamespacedPodLogAsync(
            pod, space, PodTemplate.ContainerName, tailLines: lines, timestamps: true, cancellationToken: cancellationToken);
        using var reader = new StreamReader(stream);
        var found = new List<RuntimeLogLine>();
        while (await reader.ReadLineAsync(cancellationToken) is { } line)
        {
            // RFC 3339 with nanoseconds, a space, then the line as it was written.
            var blank = line.IndexOf(' ', StringComparison.Ordinal);
            if (blank > 0 && DateTimeOffset.TryParse(line.AsSpan(0, blank), CultureInfo.InvariantCulture, out var at))
            {
                found.Add(new RuntimeLogLine(at, line[(blank + 1)..]));
            }
        }

        return found;
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Loki did not answer; the lines come from the API server")]
    private partial void LogFallback(Exception e);
}
