using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Headers;

namespace DeployMcp.Server.OAuth.Clients;

/// <summary>A client's metadata document can't be had or used; the message says why, for the person who came from that client.</summary>
internal sealed class ClientDocumentException(string message, Exception? inner = null) : Exception(message, inner);

/// <summary>
/// Clients whose id is the URL of their metadata document (draft-ietf-oauth-client-id-metadata-document). Anyone can make us
/// fetch one, so: https from the public internet, no redirects, little and soon, few at a time.
/// </summary>
internal sealed partial class ClientDocuments : IDisposable
{
    /// <summary>The draft's recommendation is 5 KB; real ones are a tenth of this.</summary>
    public const int MaxBytes = 16 * 1024;

    private const int MaxRemembered = 1_000;
    private const int MaxFetches = 8;
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(5);

    /// <summary>For answers that don't say how long they hold.</summary>
    private static readonly TimeSpan DefaultAge = TimeSpan.FromMinutes(5);

    private static readonly TimeSpan MaxAge = TimeSpan.FromDays(1);

    private readonly ConcurrentDictionary<string, (OAuthClient Client, DateTimeOffset Until)> _remembered = new(StringComparer.Ordinal);
    private readonly SemaphoreSlim _fetching = new(MaxFetches);
    private readonly HttpClient _http;
    private readonly ClientDocumentReader _reader;
    private readonly TimeProvider _time;
    private readonly ILogger<ClientDocuments> _logger;
    private readonly bool _loopback;

    public ClientDocuments(IConfiguration configuration, RedirectUriRules rules, TimeProvider time, ILogger<ClientDocuments> logger)
    {
        _logger = logger;
        _loopback = ClientDocumentOptions.AllowsLoopback(configuration);
        _time = time;
        _reader = new ClientDocumentReader(rules);
        _http = new HttpClient(PublicConnection.NewHandler(_loopback)) { Timeout = Deadline, MaxResponseContentBufferSize = MaxBytes };
    }

    /// <summary>Whether it is an id of this kind (section 3 of the draft): https, a path, no credentials, no fragment, no dot segments.</summary>
    public bool IsDocumentUrl(string id)
        => Uri.TryCreate(id, UriKind.Absolute, out var url)
            && (url.Scheme == Uri.UriSchemeHttps || (_loopback && url.Scheme == Uri.UriSchemeHttp && url.IsLoopback))
            && url.AbsolutePath.Length > 1 && url.UserInfo.Length == 0 && !id.Contains('#') && url.AbsoluteUri == id && id.All(char.IsAscii);

    /// <exception cref="ClientDocumentException">It can't be had, or is no such document.</exception>
    public async Task<OAuthClient> GetAsync(Uri url, CancellationToken cancellationToken)
    {
        if (_remembered.TryGetValue(url.AbsoluteUri, out var known) && known.Until > _time.GetUtcNow())
        {
            return known.Client;
        }

        if (!await _fetching.WaitAsync(Deadline, cancellationToken))
        {
            throw new ClientDocumentException("Too many clients' documents are being fetched at the moment.");
        }

        try
        {
            return await FetchAsync(url, cancellationToken);
        }
        catch (Exception e) when (e is HttpRequestException or OperationCanceledException && !cancellationToken.IsCancellationRequested)
        {
            LogNotFetched(url.Host, e);
            throw new ClientDocumentException($"Its metadata document at {url.Host} could not be fetched.", e);
        }
        finally
        {
            _fetching.Release();
        }
    }

    public void Dispose()
    {
        _http.Dispose();
        _fetching.Dispose();
    }

    private async Task<OAuthClient> FetchAsync(Uri url, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, url);
        request.Headers.Accept.ParseAdd("application/json");
        using var answer = await _http.SendAsync(request, cancellationToken);
        if (answer.StatusCode != HttpStatusCode.OK)
        {
            throw new ClientDocumentException($"Its metadata document at {url.Host} was answered with {(int)answer.StatusCode}; redirects are not followed.");
        }

        if (answer.Content.Headers.ContentType?.MediaType is not { } type || !(type == "application/json" || type.EndsWith("+json", StringComparison.Ordinal)))
        {
            throw new ClientDocumentException($"Its metadata document at {url.Host} is not served as JSON.");
        }

        var client = _reader.Read(url, await answer.Content.ReadAsByteArrayAsync(cancellationToken));
        Remember(client, AgeOf(answer.Headers.CacheControl));
        return client;
    }

    /// <summary>RFC 9111 section 5.2.2, within our own bounds. Only documents that were good are kept.</summary>
    private static TimeSpan AgeOf(CacheControlHeaderValue? control) => control switch
    {
        { NoStore: true } or { NoCache: true } => TimeSpan.Zero,
        { SharedMaxAge: { } shared } => Min(shared, MaxAge),
        { MaxAge: { } age } => Min(age, MaxAge),
        _ => DefaultAge,
    };

    private static TimeSpan Min(TimeSpan a, TimeSpan b) => a < b ? a : b;

    private void Remember(OAuthClient client, TimeSpan age)
    {
        var now = _time.GetUtcNow();
        if (age <= TimeSpan.Zero)
        {
            _remembered.TryRemove(client.Id, out _);
            return;
        }

        foreach (var (id, old) in _remembered)
        {
            if (old.Until <= now || _remembered.Count >= MaxRemembered)
            {
                _remembered.TryRemove(id, out _);
            }
        }

        _remembered[client.Id] = (client, now + age);
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "An OAuth client's metadata document at {Host} could not be fetched")]
    private partial void LogNotFetched(string host, Exception exception);
}
