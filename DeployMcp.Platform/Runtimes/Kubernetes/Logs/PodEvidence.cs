using DeployMcp.Domain.Failures;
using DeployMcp.Planning.Kubernetes;
using DeployMcp.Platform.Runtimes.Kubernetes.Rollouts;
using k8s;
using k8s.Autorest;

namespace DeployMcp.Platform.Runtimes.Kubernetes.Logs;

/// <summary>Fetches what shows why a pod failed: its container's last lines, and the events about it.</summary>
internal sealed class PodEvidence(IKubernetes client)
{
    private const int Lines = 40;
    private const int Bytes = 64 * 1024;

    public async Task<Failure> ExplainAsync(PodProblem problem, CancellationToken cancellationToken)
    {
        var hasLog = problem.Kind is PodProblemKind.Crash or PodProblemKind.OutOfMemory or PodProblemKind.NotListening;
        var hasEvents = problem.Kind is PodProblemKind.Image or PodProblemKind.Container or PodProblemKind.NotListening;
        return PodFailures.Of(
            problem,
            hasLog ? await LogAsync(problem, cancellationToken) : [],
            hasEvents ? await EventsAsync(problem, cancellationToken) : []);
    }

    /// <summary>None when the node can't give them: the failure is known without.</summary>
    private async Task<IReadOnlyList<string>> LogAsync(PodProblem problem, CancellationToken cancellationToken)
    {
        try
        {
            var meta = problem.Pod.Metadata;
            using var stream = await client.CoreV1.ReadNamespacedPodLogAsync(
                meta.Name, meta.NamespaceProperty, PodTemplate.ContainerName, limitBytes: Bytes, previous: problem.Previous, tailLines: Lines, cancellationToken: cancellationToken);
            using var reader = new StreamReader(stream);
            return (await reader.ReadToEndAsync(cancellationToken)).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        }
        catch (Exception e) when (e is HttpOperationException or HttpRequestException or IOException)
        {
            return [$"(The container's log could not be read: {e.GetType().Name})"];
        }
    }

    private async Task<IReadOnlyList<string>> EventsAsync(PodProblem problem, CancellationToken cancellationToken)
    {
        try
        {
            var meta = problem.Pod.Metadata;
            var events = await client.CoreV1.ListNamespacedEventAsync(
                meta.NamespaceProperty, fieldSelector: $"involvedObject.name={meta.Name},type=Warning", limit: Lines, cancellationToken: cancellationToken);
            return [.. events.Items.OrderBy(e => e.LastTimestamp).Select(e => $"{e.Reason}: {e.Message}")];
        }
        catch (Exception e) when (e is HttpOperationException or HttpRequestException or IOException)
        {
            return [$"(The pod's events could not be read: {e.GetType().Name})"];
        }
    }
}
