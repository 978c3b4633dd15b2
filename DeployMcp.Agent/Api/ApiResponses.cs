using System.Text.Json;

namespace DeployMcp.Agent.Api;

/// <summary>JSON in and out, in the web defaults (camel case), with errors as <c>{"error": "…"}</c>.</summary>
internal static class ApiResponses
{
    public static Task OkAsync<T>(HttpContext context, T value, int status = StatusCodes.Status200OK)
    {
        context.Response.StatusCode = status;
        return context.Response.WriteAsJsonAsync(value, JsonSerializerOptions.Web, context.RequestAborted);
    }

    public static Task ErrorAsync(HttpContext context, int status, string error) => OkAsync(context, new ApiError(error), status);

    /// <returns>Null when the body is no such JSON; the answer is then sent.</returns>
    public static async Task<T?> ReadAsync<T>(HttpContext context)
        where T : class
    {
        try
        {
            if (await context.Request.ReadFromJsonAsync<T>(JsonSerializerOptions.Web, context.RequestAborted) is { } body)
                return body;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            await ErrorAsync(context, StatusCodes.Status400BadRequest, $"The body is no {typeof(T).Name}: {e.Message}");
            return null;
        }

        await ErrorAsync(context, StatusCodes.Status400BadRequest, "The body is empty.");
        return null;
    }
}

internal sealed record ApiError(string Error);
