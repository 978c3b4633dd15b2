using System.Globalization;

namespace Octokit;

/// <summary>401.</summary>
public class AuthorizationException(IResponse response) : ApiException(response)
{
    public override string Message => ApiErrorMessageSafe ?? "Please check your credentials";
}

/// <summary>404: there is no such thing, or none that the credentials reach.</summary>
public class NotFoundException(IResponse response) : ApiException(response);

/// <summary>422.</summary>
public class ApiValidationException : ApiException
{
    public ApiValidationException(IResponse response)
        : base(response)
    {
    }

    protected ApiValidationException(ApiValidationException innerException)
        : base(innerException)
    {
    }

    public override string Message => ApiErrorMessageSafe ?? "Validation Failed";
}

public class RepositoryExistsException(string organization, string name, ApiValidationException innerException) : ApiValidationException(innerException)
{
    public string RepositoryName { get; private set; } = name;

    public string Organization { get; private set; } = organization;

    public override string Message => $"There is already a repository named '{RepositoryName}' in the organization '{Organization}'.";
}

/// <summary>403.</summary>
public class ForbiddenException(IResponse response) : ApiException(response)
{
    public override string Message => ApiErrorMessageSafe ?? "Request Forbidden";
}

/// <summary>403 because of the primary rate limit.</summary>
public class RateLimitExceededException(IResponse response) : ForbiddenException(response)
{
    public int Limit => HttpResponse.ApiInfo.RateLimit.Limit;

    public int Remaining => HttpResponse.ApiInfo.RateLimit.Remaining;

    public DateTimeOffset Reset => HttpResponse.ApiInfo.RateLimit.Reset;
}

/// <summary>403 because of a secondary rate limit: too much at once.</summary>
public class SecondaryRateLimitExceededException(IResponse response) : ForbiddenException(response);

/// <summary>403 in the older words for the same.</summary>
public class AbuseException(IResponse response) : ForbiddenException(response)
{
    public const int RetrySecondsDefault = 60;

    public int RetryAfterSeconds
        => HttpResponse.Headers.TryGetValue("Retry-After", out var text) && int.TryParse(text, CultureInfo.InvariantCulture, out var seconds) && seconds >= 0
            ? seconds
            : RetrySecondsDefault;
}
