using System.Runtime.CompilerServices;
using System.Runtime.Serialization;
using k8s.Models;

namespace k8s;

[JsonConverter(typeof(JsonStringEnumConverter<WatchEventType>))]
public enum WatchEventType
{
    [EnumMember(Value = "ADDED")]
    Added,

    [EnumMember(Value = "MODIFIED")]
    Modified,

    [EnumMember(Value = "DELETED")]
    Deleted,

    [EnumMember(Value = "ERROR")]
    Error,

    [EnumMember(Value = "BOOKMARK")]
    Bookmark,
}

/// <summary>Reads the lines of a watch. An error that the server sends goes to <c>onError</c> as a <see cref="KubernetesException"/>.</summary>
internal static class WatchStream
{
    public static async IAsyncEnumerable<(WatchEventType, T)> ReadAsync<T>(
        Kubernetes client, ApiRequest request, Action<Exception> onError, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var response = await client.SendAsync(request, cancellationToken).ConfigureAwait(false);
        using var reader = new StreamReader(await response.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false));
        while (await reader.ReadLineAsync(cancellationToken).ConfigureAwait(false) is { } line)
        {
            if (Parse<T>(line, onError) is { } found)
            {
                yield return found;
            }
        }
    }

    private static (WatchEventType, T)? Parse<T>(string line, Action<Exception> onError)
    {
        try
        {
            using var document = JsonDocument.Parse(line);
            var body = document.RootElement.GetProperty("object");
            if (body.TryGetProperty("kind", out var kind) && kind.ValueEquals("Status"))
            {
                onError?.Invoke(new KubernetesException(body.Deserialize<V1Status>(KubernetesJson.Options)));
                return null;
            }

            var type = Enum.Parse<WatchEventType>(document.RootElement.GetProperty("type").GetString()!, ignoreCase: true);
            return (type, body.Deserialize<T>(KubernetesJson.Options));
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or ArgumentException or InvalidOperationException)
        {
            onError?.Invoke(e);
            return null;
        }
    }
}
