using k8s;
using k8s.Models;

namespace DeployMcp.Platform.Runtimes.Kubernetes;

/// <summary>Long lists in pages (Kubernetes API concepts, "Retrieving large results sets in chunks").</summary>
internal static class ListPages
{
    private const int Page = 500;

    /// <param name="read">Reads the page that a token names, of at most so many items; null for the first.</param>
    /// <exception cref="ClusterUnavailableException">Also when the list took so long that its token has expired (410): the whole is to be read anew.</exception>
    public static async Task ForEachAsync<TList, T>(Func<string?, int, Task<TList>> read, Action<T> take)
        where TList : IItems<T>, IKubernetesObject<V1ListMeta>
    {
        string? next = null;
        do
        {
            var page = await ClusterErrors.RunAsync(() => read(next, Page));
            foreach (var item in page.Items)
            {
                take(item);
            }

            next = page.Metadata.ContinueProperty;
        }
        while (!string.IsNullOrEmpty(next));
    }
}
