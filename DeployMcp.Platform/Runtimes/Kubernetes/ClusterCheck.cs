using System.Net;
using k8s;
using k8s.Autorest;
using Microsoft.Extensions.Configuration;

namespace DeployMcp.Platform.Runtimes.Kubernetes;

/// <summary>Whether the section <c>Runtime:Kubernetes</c> leads to a cluster that lets us in.</summary>
public static class ClusterCheck
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <returns>What is wrong, with its mend; null when nothing is.</returns>
    public static async Task<string?> FindProblemAsync(IConfiguration configuration, CancellationToken cancellationToken)
    {
        KubernetesClientConfiguration config;
        try
        {
            config = KubernetesSetup.ReadConfig(KubernetesSetup.ReadOptions(configuration));
        }
        catch (InvalidOperationException e)
        {
            return $"{e.Message} Set Runtime:Kubernetes:Kubeconfig to a kubeconfig that this user can read, and Runtime:Kubernetes:Context to one of its contexts.";
        }

        using var client = new k8s.Kubernetes(config);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(Patience);
        try
        {
            await client.Version.GetCodeAsync(limit.Token);
            return null;
        }
        catch (HttpOperationException e) when (e.Response.StatusCode is HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden)
        {
            return $"The API server {config.Host} does not accept the kubeconfig's credentials; the token or certificate may have expired. Put a new one into the kubeconfig.";
        }
        catch (Exception e) when (e is HttpRequestException or IOException or HttpOperationException || (e is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            return $"The API server {config.Host} can't be reached: {(e.InnerException ?? e).Message.TrimEnd('.')}. Start it, or set Runtime:Kubernetes:Context to the context of another.";
        }
    }
}
