using System.Net;
using System.Text;

namespace Octokit.Internal;

/// <summary>Follows up to four redirects itself; another host never gets the credentials.</summary>
public class HttpClientAdapter(Func<HttpMessageHandler> getHandler) : IHttpClient
{
    private const int MaxRedirects = 4;

    private readonly HttpClient _http = new(getHandler());

    public async Task<IResponse> Send(IRequest request, CancellationToken cancellationToken, Func<object, object>? preprocessResponseBody = null)
    {
        ArgumentNullException.ThrowIfNull(request);
        var content = request.Body is HttpContent given ? await given.ReadAsByteArrayAsync(cancellationToken).ConfigureAwait(false) : TextOf(request);
        var type = request.Body is HttpContent form ? form.Headers.ContentType?.ToString() : request.ContentType;
        using var answer = await SendAsync(request, content, type, cancellationToken).ConfigureAwait(false);
        object body = await answer.Content.ReadAsStringAsync(cancellationToken).ConfigureAwait(false);
        var headers = answer.Headers.ToDictionary(h => h.Key, h => h.Value.First(), StringComparer.OrdinalIgnoreCase);
        return new Response(answer.StatusCode, preprocessResponseBody?.Invoke(body) ?? body, headers, answer.Content.Headers.ContentType?.MediaType);
    }

    public void SetRequestTimeout(TimeSpan timeout) => _http.Timeout = timeout;

    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    protected virtual void Dispose(bool disposing)
    {
        if (disposing)
        {
            _http.Dispose();
        }
    }

    private async Task<HttpResponseMessage> SendAsync(IRequest request, byte[]? content, string? type, CancellationToken cancellationToken)
    {
        var first = new Uri(request.BaseAddress, request.Endpoint);
        var (uri, method) = (first, request.Method);
        for (var redirects = 0; ; redirects++)
        {
            using var message = Message(request, method, uri, isSameHost: string.Equals(uri.Host, first.Host, StringComparison.OrdinalIgnoreCase));
            if (content is not null && method != HttpMethod.Get)
            {
                message.Content = new ByteArrayContent(content);
                message.Content.Headers.TryAddWithoutValidation("Content-Type", type);
            }

            var answer = await _http.SendAsync(message, cancellationToken).ConfigureAwait(false);
            if (!IsRedirect(answer.StatusCode) || answer.Headers.Location is not { } location)
            {
                return answer;
            }

            if (redirects == MaxRedirects)
            {
                answer.Dispose();
                throw new InvalidOperationException("The redirect count for this request has been exceeded. Aborting.");
            }

            method = answer.StatusCode == HttpStatusCode.SeeOther ? HttpMethod.Get : method;
            uri = new Uri(uri, location);
            answer.Dispose();
        }
    }

    private static HttpRequestMessage Message(IRequest request, HttpMethod method, Uri uri, bool isSameHost)
    {
        var message = new HttpRequestMessage(method, uri);
        foreach (var (name, value) in request.Headers.Where(h => isSameHost || !h.Key.Equals("Authorization", StringComparison.OrdinalIgnoreCase)))
        {
            message.Headers.TryAddWithoutValidation(name, value);
        }

        return message;
    }

    private static byte[]? TextOf(IRequest request) => request.Body is string text ? Encoding.UTF8.GetBytes(text) : null;

    private static bool IsRedirect(HttpStatusCode status)
        => status is HttpStatusCode.MovedPermanently or HttpStatusCode.Found or HttpStatusCode.SeeOther or HttpStatusCode.TemporaryRedirect or HttpStatusCode.PermanentRedirect;
}
