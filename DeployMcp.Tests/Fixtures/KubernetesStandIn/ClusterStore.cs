using System.Globalization;
using System.Text.Json.Nodes;
using System.Threading.Channels;

namespace DeployMcp.Tests.Fixtures.KubernetesStandIn;

/// <summary>What is watched: the event's type and the object as it was then.</summary>
public sealed record StoredEvent(long Version, string Collection, string Type, JsonObject Item);

/// <summary>The objects of a cluster under one growing resource version, and the history that watches read.</summary>
public sealed class ClusterStore
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, SortedDictionary<string, JsonObject>> _objects = new(StringComparer.Ordinal);
    private readonly List<StoredEvent> _history = [];
    private readonly List<Channel<StoredEvent>> _watchers = [];
    private long _version = 1000;
    private long _oldest = 1000;

    public long Version
    {
        get
        {
            lock (_gate)
            {
                return _version;
            }
        }
    }

    /// <param name="collection">Group, version and plural: <c>apis/apps/v1/deployments</c>.</param>
    /// <param name="space">Null for all namespaces.</param>
    public List<JsonObject> List(string collection, string? space)
    {
        lock (_gate)
        {
            return [.. Of(collection).Where(o => space is null || o.Key.StartsWith(space + "/", StringComparison.Ordinal)).Select(o => Copy(o.Value))];
        }
    }

    public JsonObject? Find(string collection, string? space, string name)
    {
        lock (_gate)
        {
            return Of(collection).TryGetValue($"{space}/{name}", out var found) ? Copy(found) : null;
        }
    }

    /// <summary>Stores it as a new version; nothing happens when it is as it was.</summary>
    public JsonObject Put(string collection, string? space, JsonObject changed)
    {
        lock (_gate)
        {
            var copy = Copy(changed);
            var meta = copy["metadata"]!.AsObject();
            var key = $"{space}/{meta["name"]}";
            var before = Of(collection).GetValueOrDefault(key);
            if (before is not null && JsonNode.DeepEquals(before, copy))
            {
                return Copy(copy);
            }

            Prepare(meta, copy, before);
            meta["resourceVersion"] = (++_version).ToString(CultureInfo.InvariantCulture);
            Of(collection)[key] = copy;
            Publish(new StoredEvent(_version, collection, before is null ? "ADDED" : "MODIFIED", Copy(copy)));
            return Copy(copy);
        }
    }

    public bool Delete(string collection, string? space, string name)
    {
        lock (_gate)
        {
            if (!Of(collection).Remove($"{space}/{name}", out var gone))
            {
                return false;
            }

            gone["metadata"]!["resourceVersion"] = (++_version).ToString(CultureInfo.InvariantCulture);
            Publish(new StoredEvent(_version, collection, "DELETED", gone));
            return true;
        }
    }

    /// <summary>Forgets the history, as etcd's compaction does: watches from before it get 410.</summary>
    public void Compact()
    {
        lock (_gate)
        {
            _history.Clear();
            _oldest = ++_version;
        }
    }

    /// <returns>Null when the version is older than what is kept.</returns>
    public Channel<StoredEvent>? Watch(long after)
    {
        lock (_gate)
        {
            if (after < _oldest)
            {
                return null;
            }

            var channel = Channel.CreateUnbounded<StoredEvent>();
            foreach (var item in _history.Where(e => e.Version > after))
            {
                channel.Writer.TryWrite(item);
            }

            _watchers.Add(channel);
            return channel;
        }
    }

    /// <summary>The history before this version is forgotten.</summary>
    public bool IsExpired(long version)
    {
        lock (_gate)
        {
            return version < _oldest;
        }
    }

    public void Unwatch(Channel<StoredEvent> channel)
    {
        lock (_gate)
        {
            _watchers.Remove(channel);
        }
    }

    /// <summary>Ends every watch, as a restart of the API server does.</summary>
    public void Drop()
    {
        lock (_gate)
        {
            _watchers.ForEach(w => w.Writer.TryComplete());
            _watchers.Clear();
        }
    }

    private static void Prepare(JsonObject meta, JsonObject copy, JsonObject? before)
    {
        meta["uid"] ??= Guid.NewGuid().ToString();
        meta["creationTimestamp"] ??= DateTime.UtcNow.ToString("yyyy-MM-dd'T'HH:mm:ssZ", CultureInfo.InvariantCulture);
        if (copy["spec"] is null)
        {
            return;
        }

        var generation = before?["metadata"]?["generation"]?.GetValue<long>() ?? 0;
        meta["generation"] = before is not null && JsonNode.DeepEquals(before["spec"], copy["spec"]) ? generation : generation + 1;
    }

    private void Publish(StoredEvent item)
    {
        _history.Add(item);
        _watchers.ForEach(w => w.Writer.TryWrite(item));
    }

    private SortedDictionary<string, JsonObject> Of(string collection)
        => _objects.TryGetValue(collection, out var found) ? found : _objects[collection] = new SortedDictionary<string, JsonObject>(StringComparer.Ordinal);

    private static JsonObject Copy(JsonObject value) => value.DeepClone().AsObject();
}
