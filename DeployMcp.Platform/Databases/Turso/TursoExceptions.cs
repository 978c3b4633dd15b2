using System.Net;

namespace DeployMcp.Platform.Databases.Turso;

/// <summary>Turso did not do what was asked, and asking again would not help. Its words are in the message, never a token.</summary>
public abstract class TursoException(string message) : Exception(message);

/// <summary>It doesn't take the platform's token (401), or the token does not give that right (403). The operator's to mend.</summary>
public sealed class TursoCredentialsException(string message) : TursoException(message);

/// <summary>The organisation's plan does not give more (402, and other answers that speak of a plan's limit). The operator's to mend.</summary>
public sealed class TursoPlanException(string message) : TursoException(message);

/// <summary>There is no such thing (404).</summary>
public sealed class TursoNotFoundException(string message) : TursoException(message);

/// <summary>There is such a thing already (409).</summary>
public sealed class TursoConflictException(string message) : TursoException(message);

/// <summary>Any other refusal, or an answer that is no answer.</summary>
public sealed class TursoRejectedException(string message) : TursoException(message);

/// <summary>Turso can't be reached, fails, or has had enough of us for now: trying later may help. What was asked may have been done.</summary>
/// <param name="retryAt">When it takes requests again, where it says so.</param>
public sealed class TursoUnavailableException(string message, HttpStatusCode? status = null, DateTimeOffset? retryAt = null, Exception? inner = null)
    : HttpRequestException(message, inner, status)
{
    public DateTimeOffset? RetryAt => retryAt;
}
