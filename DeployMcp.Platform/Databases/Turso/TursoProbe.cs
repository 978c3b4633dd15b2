using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using DeployMcp.Domain.Security;

namespace DeployMcp.Platform.Databases.Turso;

/// <summary>Whether a database answers: <c>select 1</c> over the SQL over HTTP protocol (Hrana over HTTP 2, <c>POST /v2/pipeline</c>).</summary>
internal sealed class TursoProbe(IHttpClientFactory clients, TursoClient client, TursoOptions options, TimeProvider time)
{
    /// <summary>Of the HTTP client.</summary>
    public const string ClientName = "turso-databases";

    private const string Query = """{"requests":[{"type":"execute","stmt":{"sql":"select 1"}},{"type":"close"}]}""";
    private static readonly TimeSpan TokenLifetime = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(2);

    /// <summary>Comes back when it answers, with a token that is made for this alone and may only read.</summary>
    /// <exception cref="TursoUnavailableException">Not within <see cref="TursoOptions.ReadyTimeout"/>.</exception>
    public async Task WaitAsync(TursoDatabase database, CancellationToken cancellationToken)
    {
        var started = time.GetTimestamp();
        Sensitive? token = null;
        for (var pause = FirstPause; ; pause = pause * 2 > LongestPause ? LongestPause : pause * 2)
        {
            (token, var trouble) = await AskAsync(database, token, cancellationToken);
            if (trouble is null)
            {
                return;
            }

            if (time.GetElapsedTime(started) + pause > options.ReadyTimeout)
            {
                throw new TursoUnavailableException($"The database {database.Name} did not answer a query within {options.ReadyTimeout.TotalSeconds:0} s: {trouble}");
            }

            await Task.Delay(pause, time, cancellationToken);
        }
    }

    /// <returns>The token to ask with next, null for another one, and no trouble when it answered. All trouble may be because it is new.</returns>
    private async Task<(Sensitive? Token, string? Trouble)> AskAsync(TursoDatabase database, Sensitive? kept, CancellationToken cancellationToken)
    {
        using var timeout = new CancellationTokenSource(options.RequestTimeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        try
        {
            kept ??= await client.CreateTokenAsync(database.Name, DatabaseAccess.ReadOnly, TokenLifetime, cancellationToken);
            using var request = Request(database, kept.Value);
            using var response = await clients.CreateClient(ClientName).SendAsync(request, either.Token);
            if (!response.IsSuccessStatusCode)
            {
                return (response.StatusCode == HttpStatusCode.Unauthorized ? null : kept, $"it answered {(int)response.StatusCode}.");
            }

            return (kept, IsRow(await response.Content.ReadFromJsonAsync<JsonElement>(either.Token)) ? null : "it answered without the row that was asked for.");
        }
        catch (TursoNotFoundException)
        {
            return (kept, "Turso does not know it yet.");
        }
        catch (Exception e) when (e is HttpRequestException or IOException or JsonException)
        {
            return (kept, (e.InnerException ?? e).Message);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return (kept, "it took too long.");
        }
    }

    private HttpRequestMessage Request(TursoDatabase database, Sensitive token)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, new Uri(HttpUrlOf(database), "v2/pipeline"));
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token.Reveal());
        request.Content = new StringContent(Query, Encoding.UTF8, "application/json");
        return request;
    }

    private Uri HttpUrlOf(TursoDatabase database) => new($"{(options.IsPlain ? "http" : "https")}://{database.Hostname}/");

    private static bool IsRow(JsonElement answer)
        => answer.ValueKind == JsonValueKind.Object
            && answer.TryGetProperty("results", out var results) && results.ValueKind == JsonValueKind.Array && results.GetArrayLength() > 0
            && results[0] is { ValueKind: JsonValueKind.Object } first && first.TryGetProperty("type", out var type) && type.ValueEquals("ok");
}
