using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;
using DeployMcp.Domain.Security;
using DeployMcp.Domain.Text;

namespace DeployMcp.Platform.Databases.Turso;

/// <summary>What an answer that is no success means. Turso's errors are <c>{"error": "…"}</c>, behind a proxy's also plain text.</summary>
internal static partial class TursoErrors
{
    private const int EvidenceLength = 300;

    /// <param name="operation">What was asked, as in "Turso answered 500 to create database".</param>
    /// <param name="token">Never to be shown, even if the answer repeats it.</param>
    public static Exception Of(HttpStatusCode status, string body, DateTimeOffset? retryAt, string operation, Sensitive token)
    {
        var evidence = ForeignText.Line(ErrorOf(body).Trim().Replace(token.Reveal(), Sensitive.Redacted, StringComparison.Ordinal), EvidenceLength);
        var message = $"Turso answered {(int)status} to {operation}{(evidence.Length > 0 ? $": {evidence}" : ".")}";
        return status switch
        {
            HttpStatusCode.RequestTimeout or HttpStatusCode.TooManyRequests or >= HttpStatusCode.InternalServerError => new TursoUnavailableException(message, status, retryAt),
            HttpStatusCode.Unauthorized => new TursoCredentialsException(message),
            HttpStatusCode.PaymentRequired => new TursoPlanException(message),
            HttpStatusCode.NotFound => new TursoNotFoundException(message),
            _ when SpeaksOfPlan().IsMatch(evidence) => new TursoPlanException(message),
            HttpStatusCode.Forbidden => new TursoCredentialsException(message),
            HttpStatusCode.Conflict => new TursoConflictException(message),
            _ => new TursoRejectedException(message),
        };
    }

    private static string ErrorOf(string body)
    {
        try
        {
            using var json = JsonDocument.Parse(body);
            return json.RootElement is { ValueKind: JsonValueKind.Object } answer && answer.TryGetProperty("error", out var error)
                ? error.ValueKind == JsonValueKind.String ? error.GetString()! : error.GetRawText()
                : body;
        }
        catch (JsonException)
        {
            return body;
        }
    }

    /// <summary>As in "maximum database count of 5 reached" or "upgrade your plan to create more groups".</summary>
    [GeneratedRegex(@"maximum .{0,60}reached|limit (has been )?(reached|exceeded)|exceed(s|ed)? (the|your) |quota|upgrade|your plan|subscription|billing|overage", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex SpeaksOfPlan();
}
