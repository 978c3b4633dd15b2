using System.Text.Json.Serialization;

namespace Octokit;

/// <summary>The body of an answer that is an error.</summary>
public class ApiError
{
    public ApiError()
    {
    }

    public ApiError(string? message) => Message = message;

    [JsonInclude]
    public string? Message { get; private set; }

    [JsonInclude]
    public string? DocumentationUrl { get; private set; }

    [JsonInclude]
    public IReadOnlyList<ApiErrorDetail>? Errors { get; private set; }
}

public class ApiErrorDetail
{
    [JsonInclude]
    public string? Message { get; private set; }

    [JsonInclude]
    public string? Code { get; private set; }

    [JsonInclude]
    public string? Field { get; private set; }

    [JsonInclude]
    public string? Resource { get; private set; }
}
