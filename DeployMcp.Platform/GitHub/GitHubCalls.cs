using System.Globalization;
using System.Net;
using Microsoft.Extensions.Logging;
using Octokit;

namespace DeployMcp.Platform.GitHub;

/// <summary>
/// Calls to GitHub, repeated where that may help: a short while for a rate limit (as long as GitHub asks for, up to
/// <see cref="GitHubOptions.MaxWait"/>), and twice after a failure of GitHub's own.
/// </summary>
public sealed partial class GitHubCalls(GitHubOptions options, TimeProvider time, ILogger<GitHubCalls> logger)
{
    private const int MaxTries = 3;
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(500);

    /// <param name="mayRepeat">Whether the call may have been carried out when it seems to have failed, and be made again nevertheless.</param>
    /// <exception cref="GitHubUnavailableException">GitHub can't be reached, fails, or limits us for longer.</exception>
    /// <exception cref="ApiException">Any other answer.</exception>
    public async Task<T> RunAsync<T>(Func<Task<T>> call, CancellationToken cancellationToken, bool mayRepeat = true)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await call().WaitAsync(cancellationToken);
            }
            catch (Exception e) when (Trouble.Of(e, time.GetUtcNow(), cancellationToken) is { } trouble)
            {
                var pause = trouble.RetryAt is { } at ? at - time.GetUtcNow() : FirstPause * Math.Pow(4, attempt - 1);
                var isWorthIt = attempt < MaxTries && pause <= options.MaxWait && (mayRepeat || trouble.IsRefusedUndone);
                if (!isWorthIt)
                {
                    throw new GitHubUnavailableException(trouble.Message, trouble.RetryAt);
                }

                LogRetry(trouble.Message, attempt);
                await Task.Delay(pause > TimeSpan.Zero ? pause : TimeSpan.Zero, time, cancellationToken);
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Trouble} Try {Attempt}.")]
    private partial void LogRetry(string trouble, int attempt);

    /// <param name="IsRefusedUndone">The request was turned away before it did anything.</param>
    private sealed record Trouble(string Message, DateTimeOffset? RetryAt, bool IsRefusedUndone)
    {
        private const long MaxWindowSeconds = 3_600;
        private static readonly TimeSpan SecondaryPause = TimeSpan.FromSeconds(AbuseException.RetrySecondsDefault);

        /// <summary>Null where no repetition helps.</summary>
        public static Trouble? Of(Exception e, DateTimeOffset now, CancellationToken cancellationToken) => e switch
        {
            ApiException limited when IsRateLimit(limited) => RateLimit(limited, now),
            ApiException { StatusCode: >= HttpStatusCode.InternalServerError or HttpStatusCode.RequestTimeout } failed
                => new($"GitHub answered with {(int)failed.StatusCode}.", null, false),
            HttpRequestException => new("GitHub could not be reached.", null, false),
            OperationCanceledException when !cancellationToken.IsCancellationRequested => new("GitHub did not answer in time.", null, false),
            _ => null,
        };

        private static bool IsRateLimit(ApiException e)
            => e is RateLimitExceededException or SecondaryRateLimitExceededException or AbuseException
                || e.StatusCode == HttpStatusCode.TooManyRequests
                || (e is ForbiddenException && (Header(e, "Retry-After") is not null || Header(e, "X-RateLimit-Remaining") == "0"));

        /// <summary>What GitHub asks for: Retry-After first, then the reset of a used-up limit, else a minute.</summary>
        private static Trouble RateLimit(ApiException e, DateTimeOffset now)
        {
            var at = now + SecondaryPause;
            if (int.TryParse(Header(e, "Retry-After"), CultureInfo.InvariantCulture, out var seconds) && seconds >= 0)
            {
                at = now.AddSeconds(seconds);
            }
            else if (Header(e, "X-RateLimit-Remaining") == "0" && long.TryParse(Header(e, "X-RateLimit-Reset"), CultureInfo.InvariantCulture, out var reset))
            {
                // A whole second: its own is cut off. Never more than GitHub's window, whatever a proxy in between may say.
                at = now.AddSeconds(Math.Clamp(reset - now.ToUnixTimeSeconds() + 1, 0, MaxWindowSeconds));
            }

            return new($"GitHub limits the platform's requests until {at:u}.", at, true);
        }

        private static string? Header(ApiException e, string name)
            => e.HttpResponse.Headers.FirstOrDefault(h => h.Key.Equals(name, StringComparison.OrdinalIgnoreCase)).Value;
    }
}
