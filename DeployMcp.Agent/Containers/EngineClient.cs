using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using System.Text.Json.Nodes;
using DeployMcp.Agent.Configuration;
using DeployMcp.Planning.Containers;

namespace DeployMcp.Agent.Containers;

/// <summary>The engine understood a call and refused it; the message is its own.</summary>
internal sealed class EngineRefusalException(HttpStatusCode status, string message) : Exception(message)
{
    public HttpStatusCode Status => status;
}

/// <summary>
/// The machine's container engine over its HTTP API (Docker Engine API, 1.40 or later) on a Unix socket: nothing of a service
/// appears on a command line. An engine that can't be reached is an <see cref="HttpRequestException"/>.
/// </summary>
internal sealed class EngineClient : IDisposable
{
    /// <summary>The newest version of the API that is known to have what is used here.</summary>
    private static readonly Version Newest = new(1, 47);

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly ContainerSettings _settings;
    private readonly HttpClient _http;
    private string? _version;

    public EngineClient(AgentSettings settings)
    {
        _settings = settings.Containers;
        Address = EngineAddress.Resolve(
            _settings.Host, Environment.GetEnvironmentVariable("DOCKER_HOST"), Environment.GetEnvironmentVariable("XDG_RUNTIME_DIR"), File.Exists);
        _http = new HttpClient(new SocketsHttpHandler { UseProxy = false, ConnectCallback = ConnectAsync })
        {
            BaseAddress = new Uri("http://engine/"),
            Timeout = Timeout.InfiniteTimeSpan,
        };
    }

    public string Address { get; }

    /// <summary>Costs one look at the file system.</summary>
    public bool MayBeThere => _settings.Engine != ContainerSettings.NoEngine && SocketPath is { } path && File.Exists(path);

    private string? SocketPath => Address.StartsWith(EngineAddress.Scheme, StringComparison.Ordinal) ? Address[EngineAddress.Scheme.Length..] : null;

    public async Task<bool> AnswersAsync(CancellationToken cancellationToken)
    {
        try
        {
            return MayBeThere && await NegotiateAsync(cancellationToken) is not null;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    public async Task<EngineLimits> ReadLimitsAsync(CancellationToken cancellationToken)
    {
        var info = await ReadAsync(HttpMethod.Get, "info", null, cancellationToken);
        return new EngineLimits(info.Flag("CpuCfsQuota"), info.Flag("PidsLimit"));
    }

    /// <returns>The container's id.</returns>
    /// <exception cref="EngineRefusalException">404: there is no such image.</exception>
    public async Task<string> CreateAsync(string name, JsonObject definition, CancellationToken cancellationToken)
        => (await ReadAsync(HttpMethod.Post, $"containers/create?name={name}", definition, cancellationToken)).Text("Id");

    /// <exception cref="EngineRefusalException">Its program can't be started.</exception>
    public Task StartAsync(string id, CancellationToken cancellationToken) => DoAsync(HttpMethod.Post, $"containers/{id}/start", cancellationToken);

    /// <returns>Null when there is no such container.</returns>
    public async Task<ContainerState?> InspectAsync(string id, CancellationToken cancellationToken)
    {
        try
        {
            return ContainerState.Read(await ReadAsync(HttpMethod.Get, $"containers/{id}/json", null, cancellationToken));
        }
        catch (EngineRefusalException e) when (e.Status == HttpStatusCode.NotFound)
        {
            return null;
        }
    }

    /// <summary>Returns when it has ended, with its exit code.</summary>
    public async Task<int> WaitAsync(string id, CancellationToken cancellationToken)
    {
        using var response = await SendAsync(HttpMethod.Post, $"containers/{id}/wait", null, Timeout.InfiniteTimeSpan, cancellationToken);
        using var answer = await JsonDocument.ParseAsync(await response.Content.ReadAsStreamAsync(cancellationToken), default, cancellationToken);
        return answer.RootElement.GetProperty("StatusCode").GetInt32();
    }

    /// <summary>The image's stop signal, by default SIGTERM, and after the grace SIGKILL.</summary>
    public async Task StopAsync(string id, TimeSpan grace, CancellationToken cancellationToken)
    {
        var seconds = ((int)Math.Ceiling(grace.TotalSeconds)).ToString(CultureInfo.InvariantCulture);
        using var response = await SendAsync(HttpMethod.Post, $"containers/{id}/stop?t={seconds}", null, grace + Patience, cancellationToken);
    }

    /// <summary>Whether it runs or not, with its anonymous volumes. One that is gone is no error.</summary>
    public async Task RemoveAsync(string idOrName, CancellationToken cancellationToken)
    {
        try
        {
            await DoAsync(HttpMethod.Delete, $"containers/{idOrName}?force=1&v=1", cancellationToken);
        }
        catch (EngineRefusalException e) when (e.Status is HttpStatusCode.NotFound or HttpStatusCode.Conflict)
        {
            // Gone, or being removed already.
        }
    }

    /// <summary>Those with the label, also those that have ended.</summary>
    public async Task<IReadOnlyList<ListedContainer>> ListAsync(string label, CancellationToken cancellationToken)
    {
        var filters = Uri.EscapeDataString(JsonSerializer.Serialize(new Dictionary<string, string[]>(StringComparer.Ordinal) { ["label"] = [label] }));
        var list = await ReadAsync(HttpMethod.Get, $"containers/json?all=1&filters={filters}", null, cancellationToken);
        return [.. list.EnumerateArray().Select(c => new ListedContainer(
            c.Text("Id"), c.GetProperty("Labels").TryGetProperty(ImageName.DeploymentLabel, out var id) ? id.GetString() : null))];
    }

    /// <summary>Everything that it writes, in frames, each with its time; ends when the container does.</summary>
    public async Task<Stream> FollowLogAsync(string id, DateTimeOffset since, CancellationToken cancellationToken)
    {
        var start = (since - DateTimeOffset.UnixEpoch).Ticks;
        var from = string.Create(CultureInfo.InvariantCulture, $"{start / TimeSpan.TicksPerSecond}.{start % TimeSpan.TicksPerSecond * 100:D9}");
        var response = await SendAsync(
            HttpMethod.Get, $"containers/{id}/logs?follow=1&stdout=1&stderr=1&timestamps=1&since={from}", null, Timeout.InfiniteTimeSpan, cancellationToken);
        return await response.Content.ReadAsStreamAsync(cancellationToken);
    }

    public void Dispose() => _http.Dispose();

    private async Task DoAsync(HttpMethod method, string path, CancellationToken cancellationToken)
    {
        using var response = await SendAsync(method, path, null, Patience, cancellationToken);
    }

    private async Task<JsonElement> ReadAsync(HttpMethod method, string path, JsonObject? body, CancellationToken cancellationToken)
    {
        using var response = await SendAsync(method, path, body, Patience, cancellationToken);
        return await response.Content.ReadFromJsonAsync<JsonElement>(cancellationToken);
    }

    private async Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, JsonObject? body, TimeSpan limit, CancellationToken cancellationToken)
    {
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        timeout.CancelAfter(limit);
        try
        {
            _version ??= await NegotiateAsync(timeout.Token);
            using var request = new HttpRequestMessage(method, $"v{_version}/{path}") { Content = body is null ? null : JsonContent.Create(body) };
            var response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, timeout.Token);
            return response.IsSuccessStatusCode || response.StatusCode == HttpStatusCode.NotModified ? response : throw await RefusalAsync(response, timeout.Token);
        }
        catch (HttpRequestException e)
        {
            // Another engine may answer next time.
            _version = null;
            throw new HttpRequestException(
                e.InnerException is SocketException ? $"No container engine answers at {Address}." : $"The container engine at {Address} broke off: {e.Message}", e);
        }
        catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested)
        {
            throw new HttpRequestException($"The container engine at {Address} did not answer within {limit.TotalSeconds:0} seconds.", e);
        }
    }

    private static async Task<EngineRefusalException> RefusalAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        using (response)
        {
            var text = await response.Content.ReadAsStringAsync(cancellationToken);
            var message = text.StartsWith('{') ? JsonNode.Parse(text)?["message"]?.GetValue<string>() : null;
            return new EngineRefusalException(response.StatusCode, message ?? $"status {(int)response.StatusCode}");
        }
    }

    private async Task<string> NegotiateAsync(CancellationToken cancellationToken)
    {
        using var response = await _http.GetAsync("_ping", cancellationToken);
        var newest = response.Headers.TryGetValues("Api-Version", out var values) && Version.TryParse(values.First(), out var version) ? version : Newest;
        return (newest < Newest ? newest : Newest).ToString(2);
    }

    private async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellationToken)
    {
        if (_settings.Engine == ContainerSettings.NoEngine || SocketPath is not { } path)
            throw new IOException($"Containers:Engine is '{_settings.Engine}', and Containers:Host must be a {EngineAddress.Scheme} address.");

        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            await socket.ConnectAsync(new UnixDomainSocketEndPoint(path), cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
