using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.Extensions.Logging;

namespace DeployMcp.Platform.Databases.Turso;

/// <param name="Operation">What it is, in words that don't vary with its arguments: for messages and metrics.</param>
/// <param name="Path">Relative to the API's address; the names in it are escaped.</param>
internal sealed record TursoCall(string Operation, HttpMethod Method, string Path, object? Body = null);

/// <summary>
/// Calls of the platform API. Each may be made again when it seems to have failed, as each can be made twice: what it makes has a name
/// that nothing else has (the second time is a conflict), and deleting, configuring, rotating and minting repeat themselves.
/// </summary>
internal sealed partial class TursoTransport(
    IHttpClientFactory clients, TursoOptions options, TursoMetrics metrics, TimeProvider time, ILogger<TursoTransport> logger)
{
    /// <summary>Of the HTTP client.</summary>
    public const string ClientName = "turso-api";

    private const int MaxTries = 4;
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(250);
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { RespectRequiredConstructorParameters = true, RespectNullableAnnotations = true };

    /// <exception cref="TursoException">Asking again would not help.</exception>
    /// <exception cref="TursoUnavailableException">Not now, after some tries; what was asked may have been done.</exception>
    public async Task<T> SendAsync<T>(TursoCall call, CancellationToken cancellationToken)
        where T : class
        => await RepeatAsync(call, async response => await ReadAsync<T>(call, response, cancellationToken), cancellationToken);

    /// <inheritdoc cref="SendAsync{T}"/>
    public Task SendAsync(TursoCall call, CancellationToken cancellationToken) => RepeatAsync(call, _ => Task.FromResult(true), cancellationToken);

    private async Task<T> RepeatAsync<T>(TursoCall call, Func<HttpResponseMessage, Task<T>> read, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await TryAsync(call, read, cancellationToken);
            }
            catch (TursoUnavailableException e) when (attempt < MaxTries && PauseAfter(e, attempt) is { } pause)
            {
                LogRetry(e.Message, attempt, (long)pause.TotalMilliseconds);
                await Task.Delay(pause, time, cancellationToken);
            }
        }
    }

    private async Task<T> TryAsync<T>(TursoCall call, Func<HttpResponseMessage, Task<T>> read, CancellationToken cancellationToken)
    {
        var started = time.GetTimestamp();
        var outcome = TursoMetrics.Cancelled;
        using var timeout = new CancellationTokenSource(options.RequestTimeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        try
        {
            using var request = Request(call);
            using var response = await clients.CreateClient(ClientName).SendAsync(request, either.Token);
            if (!response.IsSuccessStatusCode)
            {
                throw TursoErrors.Of(response.StatusCode, await response.Content.ReadAsStringAsync(either.Token), RetryAt(response), call.Operation, options.Token);
            }

            var answer = await read(response);
            outcome = TursoMetrics.Ok;
            return answer;
        }
        catch (Exception e) when (e is TursoException or TursoUnavailableException)
        {
            outcome = TursoMetrics.OutcomeOf(e);
            throw;
        }
        catch (Exception e) when (e is HttpRequestException or IOException || (e is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            outcome = TursoMetrics.OutcomeOf(e);
            throw Unreachable(call, e);
        }
        finally
        {
            metrics.Record(call.Operation, outcome, time.GetElapsedTime(started));
        }
    }

    private HttpRequestMessage Request(TursoCall call)
    {
        var request = new HttpRequestMessage(call.Method, new Uri(call.Path, UriKind.Relative));
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", options.Token.Reveal());
        request.Content = call.Body is null ? null : JsonContent.Create(call.Body, call.Body.GetType(), options: Json);
        return request;
    }

    private static async Task<T> ReadAsync<T>(TursoCall call, HttpResponseMessage response, CancellationToken cancellationToken)
        where T : class
    {
        try
        {
            return await response.Content.ReadFromJsonAsync<T>(Json, cancellationToken) ?? throw new JsonException("null");
        }
        catch (JsonException)
        {
            // Without the inner exception: its words may hold a part of the answer, which may be a token.
            throw new TursoUnavailableException($"Turso's answer to {call.Operation} is not as its reference says.", response.StatusCode);
        }
    }

    /// <summary>Null when it asks for more patience than we have.</summary>
    private TimeSpan? PauseAfter(TursoUnavailableException e, int attempt)
    {
        var backoff = FirstPause * Math.Pow(2, attempt - 1) * (0.5 + (Random.Shared.NextDouble() / 2));
        if (e.RetryAt is not { } at)
        {
            return e.StatusCode == HttpStatusCode.TooManyRequests ? backoff * 4 : backoff;
        }

        var told = at - time.GetUtcNow();
        return told > options.MaxWait ? null : (told > TimeSpan.Zero ? told : TimeSpan.Zero) + backoff;
    }

    private DateTimeOffset? RetryAt(HttpResponseMessage response)
        => response.Headers.RetryAfter is { } after ? after.Date ?? (time.GetUtcNow() + after.Delta) : null;

    private static TursoUnavailableException Unreachable(TursoCall call, Exception e) => new(
        e is OperationCanceledException ? $"Turso did not answer to {call.Operation} in time." : $"Turso could not be reached to {call.Operation}: {(e.InnerException ?? e).Message}", inner: e);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Trouble} This was try {Attempt}; the next is in {Pause} ms.")]
    private partial void LogRetry(string trouble, int attempt, long pause);
}
