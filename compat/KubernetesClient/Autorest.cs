using System.Net;

namespace k8s.Autorest;

public class RestException : Exception
{
    public RestException()
    {
    }

    public RestException(string message)
        : base(message)
    {
    }

    public RestException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}

/// <summary>The API server answered with anything but success. <see cref="HttpResponseMessageWrapper.Content"/> is mostly a <see cref="Models.V1Status"/>.</summary>
public class HttpOperationException : RestException
{
    public HttpOperationException()
    {
    }

    public HttpOperationException(string message)
        : base(message)
    {
    }

    public HttpOperationException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    public HttpRequestMessageWrapper Request { get; set; }

    public HttpResponseMessageWrapper Response { get; set; }

    public object Body { get; set; }
}

public class HttpRequestMessageWrapper
{
    internal HttpRequestMessageWrapper(HttpRequestMessage request, string content)
    {
        Method = request.Method;
        RequestUri = request.RequestUri;
        Content = content;
    }

    public HttpMethod Method { get; protected set; }

    public Uri RequestUri { get; protected set; }

    public string Content { get; set; }
}

public class HttpResponseMessageWrapper
{
    internal HttpResponseMessageWrapper(HttpResponseMessage response, string content)
    {
        StatusCode = response.StatusCode;
        ReasonPhrase = response.ReasonPhrase;
        Content = content;
        Headers = response.Headers.ToDictionary(h => h.Key, h => h.Value, StringComparer.OrdinalIgnoreCase);
    }

    public HttpStatusCode StatusCode { get; protected set; }

    public string ReasonPhrase { get; protected set; }

    public string Content { get; set; }

    public IDictionary<string, IEnumerable<string>> Headers { get; private set; }
}
