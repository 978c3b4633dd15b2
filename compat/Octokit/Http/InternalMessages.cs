using System.Net;

namespace Octokit.Internal;

public interface IRequest
{
    object? Body { get; set; }

    Dictionary<string, string> Headers { get; }

    HttpMethod Method { get; }

    Uri BaseAddress { get; }

    Uri Endpoint { get; }

    string? ContentType { get; }
}

internal sealed class Request(HttpMethod method, Uri baseAddress, Uri endpoint) : IRequest
{
    public object? Body { get; set; }

    public Dictionary<string, string> Headers { get; } = new(StringComparer.OrdinalIgnoreCase);

    public HttpMethod Method => method;

    public Uri BaseAddress => baseAddress;

    public Uri Endpoint => endpoint;

    public string? ContentType { get; init; }
}

internal sealed class Response(HttpStatusCode statusCode, object? body, IDictionary<string, string> headers, string? contentType) : IResponse
{
    public object? Body => body;

    public IReadOnlyDictionary<string, string> Headers { get; } = headers.AsReadOnly();

    public ApiInfo ApiInfo { get; } = ApiInfoParser.Parse(headers);

    public HttpStatusCode StatusCode => statusCode;

    public string? ContentType => contentType;
}

/// <summary>What carries requests; one serves any number of connections.</summary>
public interface IHttpClient : IDisposable
{
    Task<IResponse> Send(IRequest request, CancellationToken cancellationToken, Func<object, object>? preprocessResponseBody = null);

    void SetRequestTimeout(TimeSpan timeout);
}
