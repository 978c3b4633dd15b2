using System.Net;
using System.Threading.Channels;
using k8s;
using k8s.Autorest;
using k8s.Models;

namespace DeployMcp.Platform.Runtimes.Kubernetes.Rollouts;

/// <summary>
/// Watches one list: goes on from the last resource version when the connection ends (watches end by themselves every few minutes), and
/// gives up when the server says that this version is too old (410), so that the list is read anew. Kubernetes API concepts, "Efficient
/// detection of changes".
/// </summary>
/// <param name="open">Opens the watch after a resource version; errors that the server sends go to the second argument.</param>
internal sealed class ObjectWatch<T>(
    Func<string, Action<Exception>, CancellationToken, IAsyncEnumerable<(WatchEventType Type, T Object)>> open,
    Action<WatchEventType, T> take,
    TimeProvider time)
    where T : IKubernetesObject<V1ObjectMeta>
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(5);

    /// <summary>Returns when the version is too old, or when cancelled. Each change is a message in the channel.</summary>
    public async Task RunAsync(string version, ChannelWriter<Action> changes, CancellationToken cancellationToken)
    {
        var pause = Pause;
        while (!cancellationToken.IsCancellationRequested)
        {
            V1Status? refusal = null;
            try
            {
                await foreach (var (type, item) in open(version, e => refusal = (e as KubernetesException)?.Status ?? refusal, cancellationToken))
                {
                    version = item.Metadata.ResourceVersion;
                    pause = Pause;
                    if (type != WatchEventType.Bookmark)
                    {
                        await changes.WriteAsync(() => take(type, item), cancellationToken);
                    }

                    if (refusal is not null)
                    {
                        break;
                    }
                }
            }
            catch (HttpOperationException e) when (e.Response.StatusCode == HttpStatusCode.Gone)
            {
                return;
            }
            catch (Exception e) when (e is HttpRequestException or IOException or HttpOperationException { Response.StatusCode: >= HttpStatusCode.InternalServerError or HttpStatusCode.TooManyRequests })
            {
                // The connection broke, or the server is busy: nothing is lost, the next watch begins where this one ended.
                refusal = null;
            }

            if (refusal?.Code == (int)HttpStatusCode.Gone)
            {
                return;
            }

            await Task.Delay(pause, time, cancellationToken);
            pause = pause * 2 < LongestPause ? pause * 2 : LongestPause;
        }
    }
}
