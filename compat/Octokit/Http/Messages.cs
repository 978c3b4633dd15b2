using System.Net;

namespace Octokit;

/// <summary>An answer, before it is turned into an object.</summary>
public interface IResponse
{
    object? Body { get; }

    IReadOnlyDictionary<string, string> Headers { get; }

    ApiInfo ApiInfo { get; }

    HttpStatusCode StatusCode { get; }

    string? ContentType { get; }
}

public interface IApiResponse<out T>
{
    T Body { get; }

    IResponse HttpResponse { get; }
}

internal sealed record ApiResponse<T>(IResponse HttpResponse, T Body) : IApiResponse<T>;
