using System.Collections.Concurrent;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace DeployMcp.Platform.Registries;

/// <summary>Answers a registry's challenge: with our password (RFC 7617), or with a token that its token server gives for it
/// (distribution's docs/spec/auth/token.md).</summary>
internal sealed partial class RegistryAuthorization(RegistryOptions options)
{
    private static readonly string[] Asked = ["service", "scope"];

    private readonly ConcurrentDictionary<string, AuthenticationHeaderValue> _known = new(StringComparer.Ordinal);

    public AuthenticationHeaderValue? Known(string scope) => _known.GetValueOrDefault(scope);

    /// <param name="scope">What it is for: a token is good for that alone.</param>
    /// <returns>Null when we have nothing to answer with.</returns>
    public async Task<AuthenticationHeaderValue?> AnswerAsync(
        HttpClient http, IEnumerable<AuthenticationHeaderValue> challenges, string scope, CancellationToken cancellationToken)
    {
        foreach (var challenge in challenges)
        {
            var answer = challenge.Scheme.ToUpperInvariant() switch
            {
                "BASIC" => Basic(),
                "BEARER" => await TokenAsync(http, challenge.Parameter ?? "", cancellationToken),
                _ => null,
            };
            if (answer is not null)
            {
                return _known[scope] = answer;
            }
        }

        return null;
    }

    private AuthenticationHeaderValue? Basic() => options.Username.Length == 0
        ? null
        : new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{options.Username}:{options.Password}")));

    private async Task<AuthenticationHeaderValue?> TokenAsync(HttpClient http, string parameters, CancellationToken cancellationToken)
    {
        var values = Parameter().Matches(parameters).ToDictionary(m => m.Groups[1].Value, m => m.Groups[2].Value, StringComparer.OrdinalIgnoreCase);
        if (!Uri.TryCreate(values.GetValueOrDefault("realm"), UriKind.Absolute, out var realm) || (realm.Scheme != Uri.UriSchemeHttps && !options.Insecure))
        {
            return null;
        }

        var query = string.Join('&', Asked.Where(values.ContainsKey).Select(n => $"{n}={Uri.EscapeDataString(values[n])}"));
        using var request = new HttpRequestMessage(HttpMethod.Get, new UriBuilder(realm) { Query = query }.Uri);
        request.Headers.Authorization = Basic();
        using var response = await http.SendAsync(request, cancellationToken);
        if (!response.IsSuccessStatusCode)
        {
            return null;
        }

        using var json = JsonDocument.Parse(await response.Content.ReadAsStringAsync(cancellationToken));
        var token = Text(json.RootElement, "token") ?? Text(json.RootElement, "access_token");
        return token is null ? null : new AuthenticationHeaderValue("Bearer", token);
    }

    private static string? Text(JsonElement element, string name)
        => element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    [GeneratedRegex("([a-z]+)=\"([^\"]*)\"", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Parameter();
}
