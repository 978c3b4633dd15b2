using System.Net;
using System.Text.Json;
using Octokit.Internal;

namespace Octokit;

/// <summary>GitHub's answer is an error.</summary>
public class ApiException : Exception
{
    private static readonly SimpleJsonSerializer Json = new();

    public ApiException(IResponse response)
        : this(response, null)
    {
    }

    public ApiException(IResponse response, Exception? innerException)
        : base(null, innerException)
    {
        ArgumentNullException.ThrowIfNull(response);
        HttpResponse = response;
        StatusCode = response.StatusCode;
        ApiError = Parse(response.Body as string);
    }

    protected ApiException(ApiException innerException)
        : base(null, innerException)
    {
        HttpResponse = innerException.HttpResponse;
        StatusCode = innerException.StatusCode;
        ApiError = innerException.ApiError;
    }

    public IResponse HttpResponse { get; private set; }

    public HttpStatusCode StatusCode { get; private set; }

    public ApiError ApiError { get; private set; }

    public override string Message => ApiErrorMessageSafe ?? "An error occurred with this API request";

    protected string? ApiErrorMessageSafe => string.IsNullOrWhiteSpace(ApiError.Message) ? null : ApiError.Message;

    private static ApiError Parse(string? body)
    {
        try
        {
            return string.IsNullOrEmpty(body) ? new ApiError(body) : Json.Deserialize<ApiError>(body) ?? new ApiError(body);
        }
        catch (JsonException)
        {
            // A proxy's page, not GitHub's own words: they are the message then.
            return new ApiError(body);
        }
    }
}
