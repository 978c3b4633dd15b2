using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http.HttpResults;

namespace DeployMcp.Server.OAuth;

/// <summary>Names as OAuth writes them: <c>snake_case</c>; what is null is left out.</summary>
internal static class OAuthJson
{
    public static JsonSerializerOptions Options { get; } = new(JsonSerializerDefaults.Web)
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        PropertyNameCaseInsensitive = false,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    };

    public static JsonHttpResult<T> Answer<T>(T value, int statusCode = StatusCodes.Status200OK) => TypedResults.Json(value, Options, statusCode: statusCode);
}

/// <summary>RFC 6749 sections 4.1.2.1 and 5.2, RFC 7591 section 3.2.2, RFC 8707 section 2.</summary>
/// <param name="Error">One of the codes registered for it.</param>
/// <param name="ErrorDescription">For the client's developer; plain ASCII, nothing of what came in.</param>
internal sealed record OAuthError(string Error, string ErrorDescription);
